// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/words.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace atalaya::delivery {

namespace {

constexpr QChar kGroup(0x202F);
constexpr QChar kHold(0x00A0);

QString grouped(double value, int decimals)
{
    QString text = QLocale::c().toString(std::abs(value), 'f', decimals);
    text.remove(u',');
    const qsizetype whole = decimals > 0 ? text.indexOf(u'.') : text.size();
    for (qsizetype at = whole - 3; at > 0; at -= 3)
        text.insert(at, kGroup);
    return value < 0 ? QString(u'-' + text) : text;
}

} // namespace

QString countWords(qint64 count)
{
    return grouped(double(count), 0);
}

QString numberWords(double value)
{
    return grouped(value, std::abs(value) < 99.95 ? 1 : 0);
}

QString durationWords(std::optional<double> hours)
{
    if (!hours || !std::isfinite(*hours))
        return QStringLiteral("–");
    const double size = std::abs(*hours);
    const auto held = [](const QString& number, const QString& unit) { return QString(number + kHold + unit); };
    if (size >= 24)
        return held(numberWords(*hours / 24), QCoreApplication::translate("Delivery", "d", "days"));
    if (size >= 1)
        return held(numberWords(*hours), QCoreApplication::translate("Delivery", "h", "hours"));
    if (size >= 1.0 / 60)
        return held(countWords(std::llround(*hours * 60)), QCoreApplication::translate("Delivery", "min", "minutes"));
    return held(countWords(std::llround(*hours * 3600)), QCoreApplication::translate("Delivery", "s", "seconds"));
}

} // namespace atalaya::delivery
