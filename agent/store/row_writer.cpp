#include "agent/store/row_writer.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "agent/store/time_text.h"

namespace traypulse::store {
namespace {

using Json = nlohmann::json;

std::string json_text(std::string_view text) {
    return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
    const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
        return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
    });
    if (!plain) {
        out += json_text(text);
        return;
    }
    out += '"';
    out += text;
    out += '"';
}

void append_micros(std::string& out, Nanoseconds value) {
    const auto ns = value.count();
    out += std::to_string(ns / 1000);
    const auto fraction = static_cast<int>(ns % 1000);
    out += '.';
    out += static_cast<char>('0' + fraction / 100);
    if (fraction % 100 != 0) out += static_cast<char>('0' + fraction / 10 % 10);
    if (fraction % 10 != 0) out += static_cast<char>('0' + fraction % 10);
}

bool looks_like_formula(std::string_view text) {
    return !text.empty() && std::string_view("=+-@\t\r'").find(text.front()) != text.npos;
}

RowWriter::RowWriter(ExchangeFormat format, ExchangeKind kind, std::string& out)
    : json_(format == ExchangeFormat::json), kind_(kind), out_(out) {}

void RowWriter::header() {
    if (json_) return;
    out_ += "type";
    for (const auto name : columns_of(kind_)) {
        out_ += ',';
        out_ += name;
    }
    out_ += "\r\n";
}

void RowWriter::begin() {
    column_ = 0;
    if (json_) out_ += "{\"type\":\"";
    out_ += word_of(kind_);
    if (json_) out_ += '"';
}

void RowWriter::next() {
    out_ += ',';
    if (json_) {
        out_ += '"';
        out_ += columns_of(kind_)[column_];
        out_ += "\":";
    }
    ++column_;
}

void RowWriter::quoted(std::string_view value) {
    if (value.find_first_of(",\"\r\n") == value.npos) {
        out_ += value;
        return;
    }
    out_ += '"';
    for (const char c : value) {
        if (c == '"') out_ += '"';
        out_ += c;
    }
    out_ += '"';
}

void RowWriter::text(std::string_view value) {
    next();
    if (json_) return append_json_text(out_, value);
    std::string clean(value);
    if (!is_ascii(value)) clean = Json::parse(json_text(value)).get<std::string>();
    if (looks_like_formula(clean)) clean.insert(0, 1, '\'');
    quoted(clean);
}

void RowWriter::null() {
    next();
    if (json_) out_ += "null";
}

void RowWriter::text_or_null(std::string_view value) { value.empty() ? null() : text(value); }

void RowWriter::number(std::uint64_t value) {
    next();
    out_ += std::to_string(value);
}

void RowWriter::flag(bool value) {
    next();
    out_ += value ? "true" : "false";
}

void RowWriter::time(WallTime value) {
    next();
    if (json_) out_ += '"';
    append_time(out_, value);
    if (json_) out_ += '"';
}

void RowWriter::micros(Nanoseconds value) {
    next();
    append_micros(out_, value);
}

void RowWriter::json(std::string_view value) {
    next();
    if (json_)
        out_ += value;
    else
        quoted(value);
}

void RowWriter::end() { out_ += json_ ? "}\n" : "\r\n"; }

}  // namespace traypulse::store
