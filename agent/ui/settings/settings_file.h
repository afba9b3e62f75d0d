// The draft and its file: read, noticed when somebody else writes it, written. Without wx.
#pragma once

#include <string>
#include <vector>

#include "agent/ui/settings/draft.h"
#include "shared/result.h"

namespace traypulse::ui {

/// Any one thread. Blocks for as long as the disk does.
class SettingsFile {
 public:
    explicit SettingsFile(std::string path) : path_(std::move(path)) {}

    /// A new draft of what the file says. A file that is not there is an empty one. Error: it can't
    /// be read, or has a problem: then there is nothing to edit until it is mended.
    Status open();

    SettingsDraft& draft() { return draft_; }
    [[nodiscard]] const std::string& path() const { return path_; }

    /// What has become of the file since it was read.
    struct News {
        enum class Kind : std::uint8_t {
            none,      ///< it says the same
            followed,  ///< somebody changed it; the draft holds both their changes and the person's
            clashed,   ///< the same, but they and the person changed the same things
            broken,    ///< it can't be read, or has a problem
        };
        Kind kind = Kind::none;
        std::vector<std::string> clashes;  ///< what, in the draft still as the person wants it
        std::string problem;
    };
    /// Cheap while the file is the same.
    News look();

    /// Writes the draft's changes and nothing else; the draft's base is what was written then.
    /// Error: somebody's changes clash (the next time it is written over them), the draft has
    /// problems, or the disk says no.
    Status apply();

 private:
    [[nodiscard]] Result<std::string> read() const;

    std::string path_;
    std::string text_;
    std::string stamp_ = "none";  ///< config::fingerprint()
    SettingsDraft draft_;
};

}  // namespace traypulse::ui
