// SPDX-License-Identifier: GPL-3.0-or-later
// fuzz_x COUNT SEEDS…: runs the target on each seed as it is, then on COUNT inputs made from them, always the same
// ones. SEEDS are files or folders. The input that ends the program is left in "crash-input" in the current folder.
#include "mutator.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <unistd.h>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
extern "C" __attribute__((weak)) void __sanitizer_set_death_callback(void (*callback)());

namespace {

using atalaya::fuzz::Bytes;

const std::uint8_t* currentData = nullptr;
std::size_t currentSize = 0;

// Only what a signal handler may do.
void keepInput()
{
    const int file = ::open("crash-input", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (file < 0)
        return;
    for (std::size_t done = 0; done < currentSize;) {
        const ssize_t written = ::write(file, currentData + done, currentSize - done);
        if (written <= 0)
            break;
        done += std::size_t(written);
    }
    ::close(file);
}

void onSignal(int signal)
{
    keepInput();
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

void run(const Bytes& bytes)
{
    currentData = bytes.data();
    currentSize = bytes.size();
    (void)LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

Bytes readFile(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<Bytes> readSeeds(int count, char** paths)
{
    std::vector<std::filesystem::path> files;
    for (int place = 0; place < count; ++place) {
        if (!std::filesystem::is_directory(paths[place])) {
            files.emplace_back(paths[place]);
            continue;
        }
        for (const auto& entry : std::filesystem::directory_iterator(paths[place]))
            files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end()); // the folder's order is not always the same
    std::vector<Bytes> seeds;
    for (const auto& file : files)
        seeds.push_back(readFile(file));
    return seeds;
}

} // namespace

int main(int argc, char** argv)
{
    const long count = argc > 2 ? std::strtol(argv[1], nullptr, 10) : -1;
    if (count < 0) {
        std::fprintf(stderr, "usage: %s COUNT SEEDS…\n", argv[0]);
        return 2;
    }
    const std::vector<Bytes> seeds = readSeeds(argc - 2, argv + 2);
    if (seeds.empty()) {
        std::fprintf(stderr, "no seeds in %s\n", argv[2]);
        return 2;
    }
    if (__sanitizer_set_death_callback)
        __sanitizer_set_death_callback(keepInput);
    std::signal(SIGABRT, onSignal);
    std::signal(SIGSEGV, onSignal);

    run({});
    for (const Bytes& seed : seeds)
        run(seed);
    atalaya::fuzz::Mutator mutator(seeds);
    for (long number = 0; number < count; ++number)
        run(mutator.next());
    std::printf("%zu seeds and %ld inputs made from them: every promise held.\n", seeds.size(), count);
    return 0;
}
