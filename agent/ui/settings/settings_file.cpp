#include "agent/ui/settings/settings_file.h"

#include "agent/config/edit.h"
#include "agent/config/file.h"
#include "agent/config/file_fingerprint.h"
#include "agent/translations/translate.h"

namespace traypulse::ui {
namespace {

/// The words of the file's own reader, with its name.
Result<config::Written> read_right(const std::string& text, const std::string& path) {
    const auto parsed = config::parse(text, path.substr(path.rfind('/') + 1));
    if (!parsed.ok())
        return Error{ErrorCode::invalid_argument, parsed.problems.front().text(),
                     tr("open the configuration file and mend it there")};
    return config::read_written(text);
}

}  // namespace

Result<std::string> SettingsFile::read() const {
    auto text = config::read_file(path_);
    if (!text && text.error().code == ErrorCode::not_found) return std::string();
    return text;
}

Status SettingsFile::open() {
    stamp_ = config::fingerprint(path_);
    auto text = read();
    if (!text) return text.error();
    auto says = read_right(text.value(), path_);
    if (!says) return says.error();
    text_ = std::move(text).value();
    draft_ = SettingsDraft(std::move(says).value());
    return ok();
}

SettingsFile::News SettingsFile::look() {
    const auto now = config::fingerprint(path_);
    if (now == stamp_) return {};
    auto text = read();
    if (!text) return {News::Kind::broken, {}, text.error().text()};
    auto says = read_right(text.value(), path_);
    if (!says) return {News::Kind::broken, {}, says.error().text()};
    stamp_ = now;
    if (text.value() == text_) return {};
    text_ = std::move(text).value();
    auto clashes = draft_.rebase(says.value());
    const auto kind = clashes.empty() ? News::Kind::followed : News::Kind::clashed;
    return {kind, std::move(clashes), {}};
}

Status SettingsFile::apply() {
    const auto news = look();
    if (news.kind == News::Kind::broken)
        return Error{ErrorCode::unavailable, news.problem,
                     tr("open the configuration file and mend it")};
    if (news.kind == News::Kind::clashed)
        return Error{ErrorCode::unavailable,
                     tr("the configuration file was changed meanwhile, in the same places"),
                     tr("look at the settings again")};
    const auto& problems = draft_.judged().problems;
    if (!problems.empty())
        return Error{ErrorCode::invalid_argument, problems.front().reason,
                     tr("mend it and try again")};
    const auto edits = draft_.edits();
    if (edits.empty()) return ok();
    auto text = config::edited(text_, edits);
    if (!text) return text.error();
    auto says = read_right(text.value(), path_);
    if (!says) return says.error();
    if (auto written = config::write_file(path_, text.value()); !written) return written.error();
    stamp_ = config::fingerprint(path_);
    text_ = std::move(text).value();
    draft_ = SettingsDraft(std::move(says).value());
    return ok();
}

}  // namespace traypulse::ui
