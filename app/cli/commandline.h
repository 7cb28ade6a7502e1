// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace atalaya::app {

/// The whole program: reads the command line, does what it asks for and returns the exit code (contract: 0 done, 1
/// failed, 2 not understood, 130 stopped by the person).
int run(int argc, char** argv);

} // namespace atalaya::app
