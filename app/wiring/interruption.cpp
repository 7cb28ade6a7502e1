// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wiring/interruption.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace atalaya::app {

namespace {

constexpr std::array kSignals{SIGINT, SIGTERM};

// A signal handler reaches nothing but what is static: the pipe on which it tells the thread which signal came.
std::array<int, 2> pipeEnds{-1, -1};

void tell(char what)
{
    const int before = errno;
    while (::write(pipeEnds[1], &what, 1) < 0 && errno == EINTR) {
    }
    errno = before;
}

void handle(int number)
{
    tell(char(number));
}

} // namespace

Interruption::Interruption(std::function<void()> stop)
{
    Q_ASSERT(pipeEnds[0] < 0);
    if (::pipe2(pipeEnds.data(), O_CLOEXEC) != 0)
        return; // out of descriptors: signals then end the program as they always do
    m_thread = std::thread([this, stop = std::move(stop)] {
        char what = 0;
        ssize_t got = 0;
        while ((got = ::read(pipeEnds[0], &what, 1)) < 0 && errno == EINTR) {
        }
        if (got == 1 && what != 0) {
            m_signal = what;
            stop();
        }
    });
    struct sigaction action = {};
    action.sa_handler = handle;
    action.sa_flags = SA_RESTART | int(SA_RESETHAND);
    for (const int number : kSignals)
        ::sigaction(number, &action, nullptr);
}

Interruption::~Interruption()
{
    if (!m_thread.joinable())
        return;
    for (const int number : kSignals)
        ::signal(number, SIG_DFL);
    tell(0);
    m_thread.join();
    for (int& end : pipeEnds) {
        ::close(end);
        end = -1;
    }
}

} // namespace atalaya::app
