#include "agent/store/database.h"

#include <sqlite3.h>

#include <cstring>

#include "agent/translations/translate.h"

namespace traypulse::store {
namespace {

// Another process that writes is done within this, or what waits is tried again later; so it is
// also the longest that the end of the program can take for it.
constexpr int kBusyMilliseconds = 250;

Trouble trouble_of(int code) {
    switch (code & 0xff) {
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return Trouble::damaged;
        case SQLITE_FULL:
            return Trouble::full;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return Trouble::locked;
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_CANTOPEN:
            return Trouble::read_only;
        default:
            return Trouble::other;
    }
}

[[noreturn]] void fail(sqlite3* db, int code, std::string_view doing) {
    const int extended = db != nullptr ? sqlite3_extended_errcode(db) : code;
    // A write that the system refuses for want of space is an I/O error where SQLite does not ask
    // why (the WAL index, for one).
    auto trouble = trouble_of(code);
    if (trouble == Trouble::other && db != nullptr && sqlite3_system_errno(db) == ENOSPC)
        trouble = Trouble::full;
    std::string what(db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code));
    if (db != nullptr && trouble != Trouble::damaged && sqlite3_system_errno(db) != 0)
        what += std::string(" (") + std::strerror(sqlite3_system_errno(db)) + ")";
    throw Failure(trouble,
                  std::string(doing) + ": " + what + " [" + std::to_string(extended) + "]");
}

}  // namespace

Error Failure::error() const {
    switch (trouble_) {
        case Trouble::damaged:
            return {ErrorCode::io, what(), tr("it is set aside and a new one is begun")};
        case Trouble::full:
            return {ErrorCode::io, what(),
                    tr("free some space on that disk; what is to be written waits")};
        case Trouble::locked:
            return {ErrorCode::unavailable, what(),
                    tr("another program holds the history: close it; what is to be written waits")};
        case Trouble::read_only:
            return {ErrorCode::permission, what(),
                    tr("make the file and its directory writable; what is to be written waits")};
        case Trouble::newer:
            return {ErrorCode::unavailable, what(),
                    tr("use that version, or move the file away to begin a new history")};
        case Trouble::other:
            break;
    }
    return {ErrorCode::io, what(), tr("what is to be written waits and is tried again")};
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Statement::Statement(sqlite3* db, std::string_view sql) {
    sqlite3_stmt* made = nullptr;
    const int rc = sqlite3_prepare_v3(db, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &made, nullptr);
    statement_.reset(made);
    if (rc != SQLITE_OK) fail(db, rc, tr("the history cannot be asked"));
}

Statement& Statement::bind(int place, std::int64_t value) {
    sqlite3_bind_int64(statement_.get(), place, value);
    return *this;
}
Statement& Statement::bind(int place, std::string_view text) {
    sqlite3_bind_text64(statement_.get(), place, text.data(), text.size(), SQLITE_TRANSIENT,
                        SQLITE_UTF8);
    return *this;
}
Statement& Statement::bind(int place, std::span<const std::uint8_t> bytes) {
    sqlite3_bind_blob64(statement_.get(), place, bytes.data(), bytes.size(), SQLITE_TRANSIENT);
    return *this;
}
Statement& Statement::bind(int place, std::optional<std::int64_t> value) {
    if (value) return bind(place, *value);
    sqlite3_bind_null(statement_.get(), place);
    return *this;
}

bool Statement::step() {
    const int rc = sqlite3_step(statement_.get());
    if (rc == SQLITE_ROW) return true;
    if (rc != SQLITE_DONE) {
        auto* db = sqlite3_db_handle(statement_.get());
        try {
            fail(db, rc, tr("the history cannot be read or written"));
        } catch (const Failure&) {
            reset();
            throw;
        }
    }
    reset();
    return false;
}

void Statement::reset() { sqlite3_reset(statement_.get()); }

std::int64_t Statement::number(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
}
bool Statement::is_null(int column) const {
    return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}
std::string_view Statement::text(int column) const {
    const auto* begin = sqlite3_column_text(statement_.get(), column);
    if (begin == nullptr) return {};
    return {reinterpret_cast<const char*>(begin),
            static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}
std::span<const std::uint8_t> Statement::bytes(int column) const {
    const auto* begin =
        static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_.get(), column));
    return {begin, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

void Database::Close::operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }

Database::Database(const std::string& path, Access access) {
    const int flags =
        access == Access::write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    sqlite3* made = nullptr;
    const int rc = sqlite3_open_v2(path.c_str(), &made, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    connection_.reset(made);
    if (rc != SQLITE_OK) fail(made, rc, tr("{0} cannot be opened", path));
    sqlite3_extended_result_codes(made, 1);
    sqlite3_busy_timeout(made, kBusyMilliseconds);
    // A file from elsewhere must not be able to do more than be read (sqlite.org/security.html).
    sqlite3_db_config(made, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(made, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
}

void Database::execute(const std::string& sql) {
    const int rc = sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr);
    if (rc != SQLITE_OK) fail(connection_.get(), rc, tr("the history cannot be read or written"));
}

std::int64_t Database::number(std::string_view sql) const {
    auto statement = prepare(sql);
    return statement.step() ? statement.number(0) : 0;
}
std::int64_t Database::changed() const { return sqlite3_changes64(connection_.get()); }
std::int64_t Database::last_row() const { return sqlite3_last_insert_rowid(connection_.get()); }

Transaction::Transaction(Database& db, Kind kind) : db_(db) {
    db_.execute(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction() {
    if (!open_) return;
    try {
        db_.execute("ROLLBACK");
    } catch (const Failure&) {
        // SQLite has rolled back by itself, as it does on a full disk: there is no transaction
        // left.
    }
}

void Transaction::commit() {
    db_.execute("COMMIT");
    open_ = false;
}

}  // namespace traypulse::store
