#include "agent/store/exchange_parser.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>

#include "agent/translations/translate.h"
#include "shared/plain_text.h"

namespace traypulse::store {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kMark = "\xef\xbb\xbf";  // that some editors put in front of UTF-8
constexpr std::string_view kTypeColumn = "type";
constexpr std::size_t kMostColumns = 100;

std::string quoted_word(std::string_view word) {
    constexpr std::size_t kMost = 40;
    return quoted_line(word, kMost);
}

std::optional<std::string> cell_of(const Json& value) {
    if (value.is_null()) return std::nullopt;
    if (value.is_string()) return value.get_ref<const std::string&>();
    if (value.is_number_float()) {
        std::array<char, 64> text{};
        const auto end = std::to_chars(text.data(), text.data() + text.size(), value.get<double>());
        return std::string(text.data(), end.ptr);
    }
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

ExchangeParser::ExchangeParser(Take take, Refuse refuse)
    : take_(std::move(take)), refuse_(std::move(refuse)) {}

void ExchangeParser::feed(std::string_view bytes) {
    if (format_ == Format::unknown) {
        text_ += bytes;
        if (text_.size() < kMark.size() && kMark.starts_with(text_)) return;
        auto all = std::exchange(text_, {});
        std::string_view rest = all;
        if (rest.starts_with(kMark)) rest.remove_prefix(kMark.size());
        const auto first = rest.find_first_not_of(" \t\r\n");
        if (first == rest.npos) {
            line_ += static_cast<std::uint64_t>(std::count(rest.begin(), rest.end(), '\n'));
            return;
        }
        format_ = rest[first] == '{' ? Format::json : Format::csv;
        const auto blank = rest.substr(0, first);
        line_ += static_cast<std::uint64_t>(std::count(blank.begin(), blank.end(), '\n'));
        record_line_ = line_;
        rest.remove_prefix(first);
        format_ == Format::json ? feed_json(rest) : feed_csv(rest);
        return;
    }
    format_ == Format::json ? feed_json(bytes) : feed_csv(bytes);
}

void ExchangeParser::finish() {
    if (format_ == Format::json && !text_.empty()) take_json(text_);
    if (format_ != Format::csv) return;
    if (place_ == Place::quoted) {
        refuse_(record_line_, tr("the file ends within a cell in quotes"));
    } else if (record_bytes_ > 0) {
        end_cell();
        end_record();
    }
}

bool ExchangeParser::too_long() {
    if (skipping_) return true;
    refuse_(record_line_, tr("the row is longer than 4 MiB"));
    skipping_ = true;
    text_.clear();
    record_.clear();
    return true;
}

// ---- JSON Lines ----

void ExchangeParser::feed_json(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto end = bytes.find('\n');
        const auto part = bytes.substr(0, end);
        if (text_.size() + part.size() > kLongestRow) {
            record_line_ = line_;
            too_long();
        } else if (!skipping_) {
            text_ += part;
        }
        if (end == bytes.npos) return;
        record_line_ = line_;
        if (!skipping_) take_json(text_);
        text_.clear();
        skipping_ = false;
        ++line_;
        bytes.remove_prefix(end + 1);
    }
}

void ExchangeParser::take_json(std::string_view line) {
    if (line.find_first_not_of(" \t\r") == line.npos) return;
    record_line_ = line_;
    const auto object = Json::parse(line, nullptr, false);
    if (!object.is_object()) return refuse_(record_line_, tr("this is no JSON object"));
    const auto type = object.find(kTypeColumn);
    if (type == object.end() || !type->is_string())
        return refuse_(record_line_, tr("it has no \"type\""));
    const auto& word = type->get_ref<const std::string&>();
    if (word == kExportWord) {
        const auto version = object.find("format");
        if (version != object.end() && version->is_number() && *version > kExchangeVersion)
            refuse_(record_line_,
                    tr("it was written by a newer Traypulse: some of it may be refused"));
        return;
    }
    const auto kind = exchange_kind_of(word);
    if (!kind) return refuse_(record_line_, tr("the type {0} is not known", quoted_word(word)));
    ExchangeRow row{*kind, record_line_, false, {}};
    const auto columns = columns_of(*kind);
    row.cells.resize(columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (const auto found = object.find(columns[i]); found != object.end())
            row.cells[i] = cell_of(*found);
    take_(row);
}

// ---- CSV ----

void ExchangeParser::feed_csv(std::string_view bytes) {
    for (const char byte : bytes) csv_byte(byte);
}

void ExchangeParser::csv_byte(char byte) {
    const bool second_half = std::exchange(after_return_, false) && byte == '\n';
    if (byte == '\n') ++line_;
    if (second_half) {
        record_line_ = line_;
        return;
    }
    if (place_ == Place::quoted) {
        if (byte == '"') {
            place_ = Place::quote;
            return;
        }
    } else if (byte == '"' && (place_ == Place::quote || place_ == Place::begin)) {
        if (place_ == Place::quote && !skipping_) text_ += '"';
        ++record_bytes_;
        place_ = Place::quoted;
        return;
    } else if (byte == ',') {
        ++record_bytes_;
        end_cell();
        return;
    } else if (byte == '\n' || byte == '\r') {
        after_return_ = byte == '\r';
        end_cell();
        end_record();
        record_line_ = line_;
        return;
    } else {
        place_ = Place::bare;
    }
    if (++record_bytes_ > kLongestRow) too_long();
    if (!skipping_) text_ += byte;
}

void ExchangeParser::end_cell() {
    place_ = Place::begin;
    if (!skipping_ && record_.size() <= kMostColumns) record_.push_back(std::move(text_));
    text_.clear();
}

void ExchangeParser::end_record() {
    const bool blank = record_bytes_ == 0 && record_.size() == 1 && record_.front().empty();
    if (!skipping_ && !blank) {
        if (!record_.empty() && record_.front() == kTypeColumn)
            take_header();
        else
            take_record();
    }
    record_.clear();
    record_bytes_ = 0;
    skipping_ = false;
}

void ExchangeParser::take_header() { header_ = record_; }

void ExchangeParser::take_record() {
    if (header_.empty())
        return refuse_(
            record_line_,
            tr("the line of columns is missing: the first line of an export in CSV begins "
               "with \"type,\""));
    const auto kind = exchange_kind_of(record_.front());
    if (!kind)
        return refuse_(record_line_, tr("the type {0} is not known", quoted_word(record_.front())));
    if (record_.size() != header_.size())
        return refuse_(record_line_, tr("it has {0} cells, the line of columns has {1}",
                                        record_.size(), header_.size()));
    ExchangeRow row{*kind, record_line_, true, {}};
    const auto columns = columns_of(*kind);
    row.cells.resize(columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const auto at = std::find(header_.begin(), header_.end(), columns[i]);
        if (at == header_.end()) continue;
        auto& cell = record_[static_cast<std::size_t>(at - header_.begin())];
        if (!cell.empty()) row.cells[i] = cell;
    }
    take_(row);
}

}  // namespace traypulse::store
