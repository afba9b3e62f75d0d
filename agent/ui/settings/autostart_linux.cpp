#include "agent/ui/settings/autostart.h"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "agent/config/file.h"
#include "agent/translations/translate.h"

namespace traypulse::ui {
namespace {

namespace fs = std::filesystem;

constexpr const char* kName = "/autostart/traypulse.desktop";
constexpr std::string_view kHead = "[Desktop Entry]";
constexpr std::string_view kHidden = "Hidden";
/// What GNOME's session writes where somebody switches an entry off there.
constexpr std::string_view kOfGnome = "X-GNOME-Autostart-enabled";

/// The entry's lines; keys count only within the first group, "[Desktop Entry]".
class Entry {
 public:
    explicit Entry(const std::string& text) {
        for (std::size_t at = 0; at < text.size();) {
            const auto end = std::min(text.find('\n', at), text.size());
            lines_.push_back(text.substr(at, end - at));
            at = end + 1;
        }
    }

    [[nodiscard]] std::optional<std::string> value(std::string_view key) const {
        const auto at = find(key);
        if (at == lines_.size()) return std::nullopt;
        const auto& line = lines_[at];
        const auto begin = line.find_first_not_of(" \t", line.find('=') + 1);
        return begin == std::string::npos ? "" : line.substr(begin);
    }
    void erase(std::string_view key) {
        const auto at = find(key);
        if (at < lines_.size()) lines_.erase(lines_.begin() + static_cast<std::ptrdiff_t>(at));
    }
    void set(std::string_view key, std::string_view value) {
        erase(key);
        const auto head = std::find(lines_.begin(), lines_.end(), kHead);
        auto line = std::string(key) + "=" + std::string(value);
        if (head == lines_.end())
            lines_.insert(lines_.end(), {std::string(kHead), std::move(line)});
        else
            lines_.insert(head + 1, std::move(line));
    }
    [[nodiscard]] bool starts() const {
        return value("Exec") && value(kHidden) != "true" && value(kOfGnome) != "false";
    }
    [[nodiscard]] std::string text() const {
        std::string out;
        for (const auto& line : lines_) out += line + "\n";
        return out;
    }

 private:
    [[nodiscard]] std::size_t find(std::string_view key) const {
        bool within = false;
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            const std::string_view line = lines_[i];
            if (line.starts_with('[')) within = line == kHead;
            if (!within || !line.starts_with(key)) continue;
            const auto rest = line.find_first_not_of(" \t", key.size());
            if (rest != std::string_view::npos && line[rest] == '=') return i;
        }
        return lines_.size();
    }

    std::vector<std::string> lines_;
};

std::optional<Entry> read_entry(const std::string& file) {
    const auto text = config::read_file(file);
    return text ? std::optional<Entry>(Entry(text.value())) : std::nullopt;
}

bool system_starts(const AutostartPlaces& places) {
    for (const auto& file : places.system)
        if (const auto entry = read_entry(file)) return entry->starts();
    return false;
}

/// As the Desktop Entry Specification quotes an argument of Exec, in a value of type string.
std::string exec_of(const std::string& program) {
    std::string out = "\"";
    for (const char c : program) {
        if (c == '"' || c == '`' || c == '$') out += "\\\\";
        if (c == '\\') out += "\\\\\\";
        if (c == '%') out += '%';
        out += c;
    }
    return out + "\"";
}

Status write_entry(const std::string& file, const std::string& text) {
    std::error_code error;
    fs::create_directories(fs::path(file).parent_path(), error);
    if (error)
        return Error{ErrorCode::io, tr("cannot make the folder of {0}: {1}", file, error.message()),
                     tr("make it, or let it be writable for you")};
    return config::write_file(file, text);
}

Status remove_entry(const std::string& file) {
    std::error_code error;
    fs::remove(file, error);
    if (!error) return ok();
    return Error{ErrorCode::io, tr("cannot remove {0}: {1}", file, error.message()),
                 tr("remove it yourself")};
}

Status switch_off(const AutostartPlaces& places, std::optional<Entry> own) {
    if (!own) own = Entry("[Desktop Entry]\nType=Application\nName=Traypulse\n");
    own->set(kHidden, "true");
    return write_entry(places.own, own->text());
}

Status switch_on(const AutostartPlaces& places, std::optional<Entry> own) {
    const bool complete = own && own->value("Exec");
    if (!complete && system_starts(places)) return remove_entry(places.own);
    if (!complete) {
        own = Entry("[Desktop Entry]\nType=Application\nName=Traypulse\nIcon=traypulse\nExec=" +
                    (places.program.empty() ? "traypulse" : exec_of(places.program)) +
                    "\nTerminal=false\n");
    } else {
        own->erase(kHidden);
        own->erase(kOfGnome);
    }
    return write_entry(places.own, own->text());
}

}  // namespace

AutostartPlaces autostart_places(
    const std::function<std::optional<std::string>(const char*)>& variable, std::string program) {
    // Relative paths are to be ignored (XDG Base Directory Specification).
    const auto absolute = [&](const char* name) {
        const auto value = variable(name).value_or("");
        return value.starts_with('/') ? value : std::string();
    };
    AutostartPlaces out;
    out.program = std::move(program);
    auto home = absolute("XDG_CONFIG_HOME");
    if (home.empty() && !absolute("HOME").empty()) home = absolute("HOME") + "/.config";
    if (!home.empty()) out.own = home + kName;
    auto folders = variable("XDG_CONFIG_DIRS").value_or("");
    if (folders.empty()) folders = "/etc/xdg";
    for (std::size_t at = 0; at < folders.size();) {
        const auto end = std::min(folders.find(':', at), folders.size());
        if (folders[at] == '/') out.system.push_back(folders.substr(at, end - at) + kName);
        at = end + 1;
    }
    return out;
}

bool starts_at_login(const AutostartPlaces& places) {
    if (const auto own = read_entry(places.own)) return own->starts();
    return system_starts(places);
}

Status start_at_login(const AutostartPlaces& places, bool wanted) {
    if (places.own.empty())
        return Error{ErrorCode::unavailable,
                     tr("there is no home directory for the start at login"), tr("set HOME")};
    if (wanted == starts_at_login(places)) return ok();
    auto own = read_entry(places.own);
    return wanted ? switch_on(places, std::move(own)) : switch_off(places, std::move(own));
}

}  // namespace traypulse::ui
