// A failure as a value that someone can act on: what is wrong, and what to do.
#pragma once

#include <string>
#include <utility>
#include <variant>

namespace traypulse {

enum class ErrorCode {
    invalid_argument,    ///< the caller or the person asked for something impossible
    not_found,           ///< file, name or item does not exist
    permission,          ///< the system refused
    unavailable,         ///< the other side is not there (now)
    protocol,            ///< the other side spoke out of turn or garbled
    limit,               ///< above a limit
    io,                  ///< a system call failed for another reason
    name_not_found,      ///< DNS: the name does not exist (NXDOMAIN, or no address of that family)
    name_server_failed,  ///< DNS: SERVFAIL, REFUSED or a broken answer
    name_timeout,        ///< DNS: no resolver answered
    cancelled,           ///< whoever asked did not want it any more
};

struct Error {
    ErrorCode code = ErrorCode::io;
    std::string what;    ///< "cannot open /x: No such file or directory"
    std::string remedy;  ///< "create it with …"; may be empty

    /// "what: remedy", the form of every line that Traypulse writes to stderr.
    [[nodiscard]] std::string text() const { return remedy.empty() ? what : what + ": " + remedy; }
};

/// Either a T or an Error. Ask ok() before value(). Plain value, any thread.
template <class T>
class [[nodiscard]] Result {
 public:
    Result(T value)
        : held_(std::in_place_index<0>, std::move(value)) {}  // NOLINT(google-explicit-constructor)
    Result(Error error)
        : held_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

    [[nodiscard]] bool ok() const { return held_.index() == 0; }
    explicit operator bool() const { return ok(); }
    [[nodiscard]] T& value() & { return std::get<0>(held_); }
    [[nodiscard]] const T& value() const& { return std::get<0>(held_); }
    [[nodiscard]] T&& value() && { return std::get<0>(std::move(held_)); }
    [[nodiscard]] const Error& error() const { return std::get<1>(held_); }

 private:
    std::variant<T, Error> held_;
};

struct Done {};
/// For what returns nothing but may fail.
using Status = Result<Done>;
inline Status ok() { return Done{}; }

}  // namespace traypulse
