// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include <QString>

#include <utility>
#include <variant>

namespace atalaya {

/// What kind of trouble: it decides the HTTP status and the exit code, never the text.
enum class ErrorCode {
    InvalidInput, ///< the caller's words are off: 400, exit 2
    NotFound,     ///< 404, exit 1
    Conflict,     ///< the state forbids it: 409, exit 1
    Forbidden,    ///< 403, exit 1
    Unavailable,  ///< try again later (busy, time limit): 503, exit 1
    Io,           ///< disk, network, database: exit 1
};

/// Why something could not be done. `userText` is one translated line that says what to do; `detail` is for the log
/// and is never shown raw nor returned by the API.
struct Error {
    ErrorCode code = ErrorCode::Io;
    QString userText;
    QString detail = {};
};

/// The person stopped it. An outcome of its own, never an Error.
struct Cancelled {};

/// A value, an Error, or Cancelled. Cannot be ignored and does not convert to bool.
template<class T>
class [[nodiscard]] Result
{
public:
    using Failure = std::variant<Error, Cancelled>;

    Result(T value) : m_expected(std::move(value)) {}
    Result(Error error) : m_expected(tl::unexpected<Failure>(std::move(error))) {}
    Result(Cancelled cancelled) : m_expected(tl::unexpected<Failure>(cancelled)) {}
    Result(Failure failure) : m_expected(tl::unexpected<Failure>(std::move(failure))) {}

    bool isOk() const { return m_expected.has_value(); }
    bool isCancelled() const { return !isOk() && std::holds_alternative<Cancelled>(m_expected.error()); }
    bool isError() const { return !isOk() && std::holds_alternative<Error>(m_expected.error()); }

    /// Only when isOk().
    const T& value() const& { return *m_expected; }
    T& value() & { return *m_expected; }
    T&& value() && { return *std::move(m_expected); }
    /// Only when isError().
    const Error& error() const { return std::get<Error>(m_expected.error()); }
    /// Only when !isOk(): hands the reason on to a Result of another type.
    const Failure& failure() const { return m_expected.error(); }

private:
    tl::expected<T, Failure> m_expected;
};

/// The value of a Result that has none.
struct Done {};
using Status = Result<Done>;
inline Status ok() { return Status(Done{}); }

} // namespace atalaya

#define ATALAYA_CONCAT_INNER(a, b) a##b
#define ATALAYA_CONCAT(a, b) ATALAYA_CONCAT_INNER(a, b)
/// `ATALAYA_TRY(auto rows, repository.rows());` hands a failure to the caller, otherwise moves the value into the left side.
#define ATALAYA_TRY(lhs, expression) ATALAYA_TRY_INNER(ATALAYA_CONCAT(tried_, __LINE__), lhs, expression)
#define ATALAYA_TRY_INNER(name, lhs, expression)                                                                       \
    auto name = (expression);                                                                                          \
    if (!name.isOk())                                                                                                  \
        return name.failure();                                                                                         \
    lhs = std::move(name).value()
/// The same for a Status, or where the value does not matter.
#define ATALAYA_CHECK(expression) ATALAYA_CHECK_INNER(ATALAYA_CONCAT(checked_, __LINE__), expression)
#define ATALAYA_CHECK_INNER(name, expression)                                                                          \
    if (const auto name = (expression); !name.isOk())                                                                  \
    return name.failure()
