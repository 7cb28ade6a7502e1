// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/requesthead.h"
#include "expect.h"

#include <algorithm>
#include <cstdint>

using namespace atalaya::api;
using atalaya::fuzz::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char*>(data), qsizetype(size));
    const GuardLimits limits;
    const std::variant<RequestHead, Rejection> parsed = parseHead(bytes, limits);
    if (const auto* rejection = std::get_if<Rejection>(&parsed)) {
        expect(rejection->status >= 400 && rejection->status <= 505 && rejection->status != 500,
               "no input is a server error");
        expect(!rejection->detail.isEmpty(), "a refusal says why");
        return 0;
    }
    const RequestHead& head = std::get<RequestHead>(parsed);
    const Request& request = head.request;
    expect(request.path.startsWith('/') && !request.path.startsWith("//"), "a path is absolute");
    expect(!request.path.contains('?') && !request.path.contains(' ') && !request.path.contains('\0'),
           "a path is clean");
    expect(head.contentLength >= 0 && head.contentLength <= bodyLimit(request.path, limits),
           "a body is within its limit");
    expect(!head.chunked || head.contentLength == 0, "a body is framed in one way");
    for (auto it = request.headers.begin(); it != request.headers.end(); ++it) {
        expect(it.key() == it.key().toLower() && !it.key().isEmpty(), "header names are in lower case");
        expect(std::none_of(it->begin(), it->end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; }),
               "header values are one line");
    }
    expect(methodFromName(methodName(request.method)) == request.method, "a method has its name");
    return 0;
}
