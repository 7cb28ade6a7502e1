// SPDX-License-Identifier: GPL-3.0-or-later
#include "statusbar.h"

#include "widgets/common/elidedlabel.h"
#include "widgets/common/format.h"
#include "widgets/common/language.h"
#include "widgets/theme/colors.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/stylesheet.h"

#include <QPainter>
#include <QProgressBar>
#include <QPushButton>

namespace atalaya::widgets {

/// Green while the API listens, faint while it is off.
class StatusBar::Dot : public QWidget
{
public:
    explicit Dot(QWidget* parent) : QWidget(parent) { setFixedSize(8, 8); }
    void setOn(bool on)
    {
        m_on = on;
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(colorsOf(palette())[m_on ? Role::Good : Role::Faint]);
        painter.drawEllipse(rect());
    }

private:
    bool m_on = false;
};

namespace {

QLabel* secondary(QWidget* parent)
{
    auto* label = new QLabel(parent);
    setLook(label, QStringLiteral("secondary"));
    return label;
}

} // namespace

StatusBar::StatusBar(QWidget* parent)
    : QWidget(parent), m_dot(new Dot(this)), m_api(secondary(this)), m_data(secondary(this)), m_job(new QWidget(this)),
      m_jobText(new ElidedLabel(Role::Text, TextSize::Secondary, m_job)), m_bar(new QProgressBar(m_job)),
      m_cancel(new QPushButton(m_job)), m_shown(new ElidedLabel(Role::Muted, TextSize::Secondary, this)),
      m_zone(secondary(this))
{
    setFixedHeight(Scaled{30});
    m_bar->setFixedWidth(120);
    m_bar->setTextVisible(false);
    setLook(m_cancel, QStringLiteral("flat"));
    m_cancel->setFixedHeight(Scaled{24});
    m_cancel->setStyleSheet(QStringLiteral("padding: 0 8px; min-height: 0;"));
    m_jobText->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_shown->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);

    auto* job = new QHBoxLayout(m_job);
    job->setContentsMargins(0, 0, 0, 0);
    job->setSpacing(8);
    job->addWidget(m_jobText, 1);
    job->addWidget(m_bar);
    job->addWidget(m_cancel);
    m_job->hide();

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(20, 1, 20, 0);
    layout->setSpacing(0);
    layout->addWidget(m_dot);
    layout->addSpacing(6);
    layout->addWidget(m_api);
    layout->addSpacing(18);
    layout->addWidget(m_data);
    layout->addSpacing(18);
    layout->addWidget(m_job, 2);
    layout->addStretch(1);
    layout->addWidget(m_shown);
    layout->addSpacing(18);
    layout->addWidget(m_zone);
    connect(m_cancel, &QPushButton::clicked, this, &StatusBar::cancelRequested);
    setData(0, std::nullopt);
    sayInLanguage(this, [this] {
        m_cancel->setText(tr("Cancel"));
        m_cancel->setAccessibleName(tr("Cancel: %1").arg(m_title));
        m_zone->setToolTip(tr("All times are shown in this time zone."));
        setApi(m_apiStatus);
    });
}

void StatusBar::setApi(const ApiStatus& api)
{
    m_apiStatus = api;
    const QUrl& url = api.url;
    const int clients = api.clients;
    m_dot->setOn(api.isOn());
    if (!api.isOn()) {
        m_api->setText(tr("API off"));
        m_api->setToolTip(api.why);
        return;
    }
    const QString place = url.port() > 0 ? QString(url.host() + u':' + QString::number(url.port())) : url.host();
    m_api->setText(clients > 0 ? tr("API %1 · %n client(s)", nullptr, clients).arg(place) : tr("API %1").arg(place));
    m_api->setToolTip(url.toString());
}

void StatusBar::setData(qint64 version, std::optional<Milliseconds> age)
{
    if (version <= 0)
        m_data->clear();
    else if (age)
        m_data->setText(tr("Data version %1 · %2").arg(countText(version), ageText(*age)));
    else
        m_data->setText(tr("Data version %1").arg(countText(version)));
}

void StatusBar::setShown(const QString& text)
{
    m_shown->setText(text);
}

void StatusBar::setZone(const QString& name)
{
    m_zone->setText(name);
}

void StatusBar::startJob(const QString& title)
{
    m_title = title;
    m_jobRuns = true;
    m_jobText->setText(title);
    m_bar->setRange(0, 0);
    m_cancel->setAccessibleName(tr("Cancel: %1").arg(title));
    m_shown->hide();
    m_job->show();
}

void StatusBar::setProgress(const ProgressUpdate& update)
{
    if (!m_jobRuns)
        return;
    if (update.total > 0) {
        m_bar->setRange(0, 1000);
        m_bar->setValue(int(1000.0 * double(qBound<qint64>(0, update.done, update.total)) / double(update.total)));
        m_jobText->setText(tr("%1: %2, %3 of %4", "an import, its step, and how far it is")
                               .arg(m_title, update.step, countText(update.done), countText(update.total)));
    } else {
        m_bar->setRange(0, 0);
        m_jobText->setText(update.done > 0 ? tr("%1: %2, %3").arg(m_title, update.step, countText(update.done))
                                           : tr("%1: %2").arg(m_title, update.step));
    }
}

void StatusBar::endJob()
{
    m_jobRuns = false;
    m_job->hide();
    m_shown->show();
}

QString StatusBar::jobText() const
{
    return m_jobText->text();
}

QString StatusBar::dataText() const
{
    return m_data->text();
}

QString StatusBar::shownText() const
{
    return m_shown->text();
}

void StatusBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Colors& colors = colorsOf(palette());
    painter.fillRect(rect(), colors[Role::Surface]);
    painter.fillRect(QRect(0, 0, width(), 1), colors[Role::Line]);
}

} // namespace atalaya::widgets
