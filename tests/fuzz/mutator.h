// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace atalaya::fuzz {

using Bytes = std::vector<std::uint8_t>;

/// Makes inputs that resemble the seeds: flips bits, puts in, takes out, repeats and swaps pieces, joins two seeds. The
/// same seeds and number give the same inputs.
class Mutator
{
public:
    static constexpr std::size_t kLongest = 64 * 1024;

    explicit Mutator(std::vector<Bytes> seeds, std::uint64_t number = 1) : m_seeds(std::move(seeds)), m_engine(number)
    {
    }

    Bytes next()
    {
        Bytes bytes = m_seeds[below(m_seeds.size())];
        for (std::size_t steps = 1 + below(6); steps > 0; --steps)
            mutate(bytes);
        if (bytes.size() > kLongest)
            bytes.resize(kLongest);
        return bytes;
    }

private:
    // Not a standard distribution: those differ from library to library.
    std::size_t below(std::size_t limit) { return limit == 0 ? 0 : std::size_t(m_engine() % limit); }

    void mutate(Bytes& bytes)
    {
        static constexpr std::uint8_t kTelling[] = {0,   9,   10,   13,   32,   34,   39,   44, 45, 46,
                                                    47,  48,  57,   58,   59,   61,   91,   92, 93, 123,
                                                    125, 127, 0x80, 0xC0, 0xED, 0xEF, 0xF4, 255};
        const std::size_t at = below(bytes.size() + 1);
        const std::size_t length = below(bytes.size() - at + 1);
        const auto begin = [&bytes](std::size_t place) { return bytes.begin() + std::ptrdiff_t(place); };
        switch (below(8)) {
        case 0:
            if (at < bytes.size())
                bytes[at] ^= std::uint8_t(1U << below(8));
            break;
        case 1:
            if (at < bytes.size())
                bytes[at] = kTelling[below(sizeof kTelling)];
            break;
        case 2:
            bytes.insert(begin(at), kTelling[below(sizeof kTelling)]);
            break;
        case 3:
            bytes.erase(begin(at), begin(at + length));
            break;
        case 4: { // a piece again, somewhere else
            const Bytes piece(begin(at), begin(at + length));
            bytes.insert(begin(below(bytes.size() + 1)), piece.begin(), piece.end());
            break;
        }
        case 5: { // a run of one byte
            bytes.insert(begin(at), 1 + below(400), kTelling[below(sizeof kTelling)]);
            break;
        }
        case 6: // cut off
            bytes.resize(at);
            break;
        default: { // the end of another seed
            const Bytes& other = m_seeds[below(m_seeds.size())];
            bytes.resize(at);
            bytes.insert(bytes.end(), other.begin() + std::ptrdiff_t(below(other.size() + 1)), other.end());
            break;
        }
        }
    }

    std::vector<Bytes> m_seeds;
    std::mt19937_64 m_engine;
};

} // namespace atalaya::fuzz
