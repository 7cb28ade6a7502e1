// SPDX-License-Identifier: GPL-3.0-or-later
#include "language.h"

#include <QEvent>
#include <QWidget>

namespace atalaya::widgets {

namespace {

class Speaker : public QObject
{
public:
    Speaker(QWidget* widget, std::function<void()> say) : QObject(widget), m_say(std::move(say))
    {
        widget->installEventFilter(this);
    }

    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() == QEvent::LanguageChange && watched == parent())
            m_say();
        return false;
    }

private:
    std::function<void()> m_say;
};

} // namespace

void sayInLanguage(QWidget* widget, std::function<void()> say)
{
    say();
    new Speaker(widget, std::move(say)); // the widget's
}

} // namespace atalaya::widgets
