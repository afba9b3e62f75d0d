// vmPing's configuration: favourites with hosts, aliases, and how it asks.
#include <map>
#include <pugixml.hpp>

#include "agent/config/host.h"
#include "agent/moving/entry.h"
#include "agent/moving/readers.h"
#include "agent/moving/text.h"
#include "agent/translations/translate.h"
#include "shared/ascii.h"

namespace traypulse::moving {
namespace {

// vmPing's own, where its file does not say otherwise.
constexpr double kUsualMilliseconds = 2000;
constexpr double kUsualTtl = 64;

class Favourites {
 public:
    Favourites(const Input& input, std::size_t file) : input_(input), file_(file) {}

    Status run(Entries& out) {
        if (depth() > kDeepest)
            return Error{ErrorCode::limit,
                         tr("{0} has elements deeper than {1} levels", input_.name, kDeepest),
                         tr("is it the right file?")};
        const auto parsed = document_.load_buffer(input_.text.data(), input_.text.size(),
                                                  pugi::parse_default, pugi::encoding_utf8);
        if (!parsed)
            return place_error(input_, line_of(parsed.offset),
                               tr("this is no XML: {0}", parsed.description()));
        const auto root = document_.child("vmping");
        if (!root) return place_error(input_, 1, tr("the file's element is not {0}", "<vmping>"));
        for (const auto alias : root.child("aliases").children("alias"))
            aliases_[ascii::lower(alias.attribute("host").value())] =
                clean_name(alias.child_value());
        read_options(root.child("configuration"));
        for (const auto favourite : root.child("favorites").children("favorite"))
            for (const auto host : favourite.children("host")) {
                if (out.size() >= kMostEntries) return ok();
                out.push_back(entry_of(host, favourite.attribute("title").value()));
            }
        return ok();
    }

 private:
    /// pugixml itself reads any depth, but whoever walks the tree would have to.
    [[nodiscard]] std::size_t depth() const {
        std::size_t deepest = 0;
        std::size_t now = 0;
        for (std::size_t at = 0; at + 1 < input_.text.size(); ++at) {
            if (input_.text[at] != '<') continue;
            const char next = input_.text[at + 1];
            if (next == '/') {
                now -= now > 0 ? 1 : 0;
            } else if (next != '!' && next != '?') {
                deepest = std::max(deepest, ++now);
                const auto end = input_.text.find('>', at);
                if (end != std::string::npos && input_.text[end - 1] == '/') --now;
            }
        }
        return deepest;
    }

    /// Lines are asked for in the order of the text.
    std::size_t line_of(std::ptrdiff_t offset) {
        const auto at = static_cast<std::size_t>(std::max<std::ptrdiff_t>(offset, 0));
        if (at < counted_to_) return line_at(input_.text, at);
        line_ += line_at(std::string_view(input_.text).substr(counted_to_), at - counted_to_) - 1;
        counted_to_ = at;
        return line_;
    }

    void read_options(const pugi::xml_node& options) {
        bool own_buffer = false;
        for (const auto option : options.children("option")) {
            const std::string_view name = option.attribute("name").value();
            const std::string_view text = option.child_value();
            const auto number = number_of(text).value_or(0);
            if (name == "PingInterval") interval_ = number;
            if (name == "PingTimeout") timeout_ = number;
            if (name == "TTL") ttl_ = number;
            if (name == "UseCustomBuffer") own_buffer = truth_of(text).value_or(false);
            if (name == "Buffer") buffer_ = text.size();
        }
        if (!own_buffer) buffer_ = 0;
    }

    Entry entry_of(const pugi::xml_node& node, const char* title) {
        Entry out;
        out.file = file_;
        out.line = line_of(node.offset_debug());
        const std::string host(trimmed(node.child_value()));
        const auto alias = aliases_.find(ascii::lower(host));
        const bool asked = host.starts_with("D/") || host.starts_with("T/");
        auto name =
            alias != aliases_.end() ? alias->second : clean_name(asked ? host.substr(2) : host);
        out.keys["name"] = name.empty() ? std::string("Host") : std::move(name);
        if (auto group = clean_name(title); !group.empty()) out.keys["group"] = std::move(group);
        if (host.empty()) {
            out.problem = tr("the host is missing");
        } else if (host.starts_with("D/")) {
            out.keys["check"] = "dns://@resolver/" + host.substr(2);
        } else if (host.starts_with("T/")) {
            out.keys["check"] = "icmp://" + authority(host.substr(2));
            out.keys["watch_path"] = true;
        } else if (const auto [name_part, port] = split_port(host); port != 0) {
            out.keys["check"] = "tcp://" + authority(name_part, port);
        } else {
            out.keys["check"] = "icmp://" + authority(name_part);
            if (ttl_ >= 1 && ttl_ <= 255 && ttl_ != kUsualTtl)
                out.keys["ttl"] = static_cast<std::int64_t>(ttl_);
            if (buffer_ > 0) set_payload_size(out, static_cast<double>(buffer_));
        }
        const auto kind = kind_of_check(out.text("check"));
        if (interval_ != kUsualMilliseconds) set_interval(out, kind, interval_ / 1000);
        if (timeout_ != kUsualMilliseconds) set_timeout(out, timeout_ / 1000);
        return out;
    }

    const Input& input_;
    std::size_t file_;
    pugi::xml_document document_;
    std::map<std::string, std::string> aliases_;  // by host in lower case
    double interval_ = kUsualMilliseconds;
    double timeout_ = kUsualMilliseconds;
    double ttl_ = kUsualTtl;
    std::size_t buffer_ = 0;
    std::size_t counted_to_ = 0;
    std::size_t line_ = 1;
};

}  // namespace

Result<Entries> read_vmping(std::span<const Input> inputs) {
    Entries out;
    for (std::size_t file = 0; file < inputs.size(); ++file)
        if (auto done = Favourites(inputs[file], file).run(out); !done) return done.error();
    return out;
}

}  // namespace traypulse::moving
