#include "agent/moving/yaml.h"

#include <yaml.h>

#include <map>

#include "agent/moving/readers.h"
#include "agent/translations/translate.h"

namespace traypulse::moving {
namespace {

/// Each takes memory; Prometheus's largest configurations have some ten thousand.
constexpr std::size_t kMostNodes = 1'000'000;
/// Merges within merges.
constexpr int kDeepestMerge = 8;

const YamlNode* find_in(const YamlNode& node, std::string_view key, int depth) {
    for (const auto& [name, value] : node.entries)
        if (name == key) return value.get();
    if (depth == kDeepestMerge) return nullptr;
    for (const auto& [name, value] : node.entries) {
        if (name != "<<") continue;
        if (const auto* found = find_in(*value, key, depth + 1)) return found;
        for (const auto& one : value->items)
            if (const auto* found = find_in(*one, key, depth + 1)) return found;
    }
    return nullptr;
}

class Reader {
 public:
    explicit Reader(const Input& input) : input_(input) {
        yaml_parser_initialize(&parser_);
        yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
        yaml_parser_set_input_string(
            &parser_, reinterpret_cast<const unsigned char*>(input.text.data()), input.text.size());
    }
    ~Reader() { yaml_parser_delete(&parser_); }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    Result<std::vector<Yaml>> run() {
        std::vector<Yaml> out;
        while (true) {
            auto event = next();
            if (!event) return event.error();
            switch (event.value().type) {
                case YAML_STREAM_END_EVENT:
                    return out;
                case YAML_DOCUMENT_START_EVENT:
                    anchors_.clear();
                    break;
                case YAML_STREAM_START_EVENT:
                case YAML_DOCUMENT_END_EVENT:
                    break;
                default: {
                    auto root = node(event.value(), 0);
                    if (!root) return root.error();
                    out.push_back(std::move(root).value());
                }
            }
        }
    }

 private:
    /// What of an event is needed; the library's own has an owner.
    struct Event {
        yaml_event_type_t type = YAML_NO_EVENT;
        std::size_t line = 0;
        std::string anchor;
        std::string text;
    };

    Error at(std::size_t line, const std::string& what) const {
        return place_error(input_, line, what);
    }

    Result<Event> next() {
        yaml_event_t event;
        if (yaml_parser_parse(&parser_, &event) == 0)
            return at(parser_.problem_mark.line + 1,
                      parser_.problem != nullptr
                          ? tr("this is no YAML: {0}", parser_.problem)
                          : std::string(tr("this is no YAML: it breaks off")));
        Event out;
        out.type = event.type;
        out.line = event.start_mark.line + 1;
        const auto text = [](const yaml_char_t* c) {
            return c == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(c));
        };
        if (event.type == YAML_SCALAR_EVENT) {
            out.anchor = text(event.data.scalar.anchor);
            out.text.assign(reinterpret_cast<const char*>(event.data.scalar.value),
                            event.data.scalar.length);
        } else if (event.type == YAML_ALIAS_EVENT) {
            out.anchor = text(event.data.alias.anchor);
        } else if (event.type == YAML_SEQUENCE_START_EVENT) {
            out.anchor = text(event.data.sequence_start.anchor);
        } else if (event.type == YAML_MAPPING_START_EVENT) {
            out.anchor = text(event.data.mapping_start.anchor);
        }
        yaml_event_delete(&event);
        return out;
    }

    Result<Yaml> node(const Event& event, std::size_t depth) {
        if (event.type == YAML_ALIAS_EVENT) {
            const auto found = anchors_.find(event.anchor);
            if (found == anchors_.end())
                return at(event.line, tr("the alias stands for nothing that is complete"));
            return found->second;
        }
        if (depth > kDeepest)
            return at(event.line, tr("it is deeper than {0} levels here", kDeepest));
        if (++nodes_ > kMostNodes)
            return at(event.line, tr("there are more than a million values"));
        auto out = std::make_shared<YamlNode>();
        out->line = event.line;
        out->text = event.text;
        if (event.type == YAML_SEQUENCE_START_EVENT) {
            out->kind = YamlNode::Kind::list;
            if (auto done = fill_list(*out, depth); !done) return done.error();
        } else if (event.type == YAML_MAPPING_START_EVENT) {
            out->kind = YamlNode::Kind::map;
            if (auto done = fill_map(*out, depth); !done) return done.error();
        }
        if (!event.anchor.empty()) anchors_[event.anchor] = out;
        return Yaml(std::move(out));
    }

    // NOLINTBEGIN(misc-no-recursion): at most kDeepest deep.
    Status fill_list(YamlNode& list, std::size_t depth) {
        while (true) {
            auto event = next();
            if (!event) return event.error();
            if (event.value().type == YAML_SEQUENCE_END_EVENT) return ok();
            auto item = node(event.value(), depth + 1);
            if (!item) return item.error();
            list.items.push_back(std::move(item).value());
        }
    }

    Status fill_map(YamlNode& map, std::size_t depth) {
        while (true) {
            auto event = next();
            if (!event) return event.error();
            if (event.value().type == YAML_MAPPING_END_EVENT) return ok();
            auto key = node(event.value(), depth + 1);
            if (!key) return key.error();
            auto value_event = next();
            if (!value_event) return value_event.error();
            auto value = node(value_event.value(), depth + 1);
            if (!value) return value.error();
            map.entries.emplace_back(key.value()->text, std::move(value).value());
        }
    }
    // NOLINTEND(misc-no-recursion)

    const Input& input_;
    yaml_parser_t parser_{};
    std::map<std::string, Yaml> anchors_;
    std::size_t nodes_ = 0;
};

}  // namespace

const YamlNode* YamlNode::find(std::string_view key) const { return find_in(*this, key, 0); }

std::string YamlNode::text_of(std::string_view key) const {
    const auto* found = find(key);
    return found == nullptr || found->kind != Kind::scalar ? std::string() : found->text;
}

Result<std::vector<Yaml>> parse_yaml(const Input& input) { return Reader(input).run(); }

}  // namespace traypulse::moving
