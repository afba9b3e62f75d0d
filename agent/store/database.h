// SQLite with owners: connection, statement, and what went wrong. Internal to agent/store.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "shared/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace traypulse::store {

/// What is to be done about a failure.
enum class Trouble : std::uint8_t {
    damaged,    ///< the file is no database, or no longer one
    full,       ///< no space on the disk
    locked,     ///< another process writes
    read_only,  ///< the file or its directory may not be written
    newer,      ///< the file is of a newer Traypulse
    other,      ///< the disk fails, no memory, …
};

/// Thrown within agent/store only; Store and History make values of it.
class Failure : public std::runtime_error {
 public:
    Failure(Trouble trouble, const std::string& what)
        : std::runtime_error(what), trouble_(trouble) {}
    [[nodiscard]] Trouble trouble() const { return trouble_; }
    /// With what a person can do about it.
    [[nodiscard]] Error error() const;

 private:
    Trouble trouble_;
};

/// One thread at a time. All may throw Failure.
class Statement {
 public:
    Statement() = default;
    Statement(sqlite3* db, std::string_view sql);

    Statement& bind(int place, std::int64_t value);
    Statement& bind(int place, std::string_view text);
    Statement& bind(int place, std::span<const std::uint8_t> bytes);
    Statement& bind(int place, std::optional<std::int64_t> value);

    /// Binds all places from the first on, and runs it to its end.
    template <class... Values>
    void run(const Values&... values) {
        int place = 0;
        (bind(++place, values), ...);
        while (step()) {
        }
    }
    /// As run(), up to the first row: true where there is one. reset() is due afterwards.
    template <class... Values>
    bool find(const Values&... values) {
        reset();
        int place = 0;
        (bind(++place, values), ...);
        return step();
    }
    /// The next row. At the end, and where it fails, it is ready to be bound and run again.
    bool step();
    void reset();

    [[nodiscard]] std::int64_t number(int column) const;
    [[nodiscard]] bool is_null(int column) const;
    /// Both are valid until the next step.
    [[nodiscard]] std::string_view text(int column) const;
    [[nodiscard]] std::span<const std::uint8_t> bytes(int column) const;

 private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// One thread at a time. All may throw Failure.
class Database {
 public:
    enum class Access : std::uint8_t { write, read };
    /// `write` makes the file where there is none.
    Database(const std::string& path, Access access);

    /// One statement or several.
    void execute(const std::string& sql);
    [[nodiscard]] Statement prepare(std::string_view sql) const { return {connection_.get(), sql}; }
    /// The first column of the first row.
    [[nodiscard]] std::int64_t number(std::string_view sql) const;
    /// Rows that the last statement changed.
    [[nodiscard]] std::int64_t changed() const;
    [[nodiscard]] std::int64_t last_row() const;

 private:
    struct Close {
        void operator()(sqlite3* connection) const;
    };
    std::unique_ptr<sqlite3, Close> connection_;
};

/// Everything or nothing: what is not committed is rolled back.
class Transaction {
 public:
    enum class Kind : std::uint8_t { write, read };
    explicit Transaction(Database& db, Kind kind = Kind::write);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

 private:
    Database& db_;
    bool open_ = true;
};

}  // namespace traypulse::store
