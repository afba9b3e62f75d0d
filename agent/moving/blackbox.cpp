// blackbox_exporter's modules together with the jobs by which Prometheus asks it.
#include <algorithm>
#include <set>

#include "agent/config/host.h"
#include "agent/config/parse.h"
#include "agent/moving/blackbox_modules.h"
#include "agent/moving/entry.h"
#include "agent/moving/readers.h"
#include "agent/moving/text.h"
#include "agent/translations/translate.h"

namespace traypulse::moving {
namespace {

using namespace blackbox;

/// Prometheus's own, where neither the job nor `global` says.
constexpr double kUsualInterval = 60;

class Jobs {
 public:
    explicit Jobs(std::span<const Input> inputs) : inputs_(inputs) {}

    Result<Entries> run() {
        for (std::size_t file = 0; file < inputs_.size(); ++file) {
            auto parsed = parse_yaml(inputs_[file]);
            if (!parsed) return parsed.error();
            for (const auto& document : parsed.value()) documents_.push_back({file, document});
        }
        for (const auto& [file, root] : documents_)
            if (const auto* modules = root->find("modules"))
                for (const auto& [name, module] : modules->entries)
                    modules_.emplace(name, Module{file, name, module});
        bool any = false;
        for (const auto& [file, root] : documents_)
            if (const auto* jobs = root->find("scrape_configs")) {
                any = true;
                const auto* global = root->find("global");
                usual_interval_ =
                    global == nullptr ? 0 : seconds_of(global->text_of("scrape_interval"));
                for (const auto& job : jobs->items)
                    if (auto done = take_job(file, *job); !done) return done.error();
            }
        if (!any)
            return Error{
                ErrorCode::invalid_argument,
                tr("{0} has no {1}, and so no targets", inputs_.front().name, "scrape_configs"),
                tr("name Prometheus's own file beside it: it says which targets are asked")};
        for (const auto& [name, module] : modules_)
            if (module.used)
                for (const auto& what : unkept(*module.node))
                    out_.push_back(remark(module.file, module.node->line,
                                          tr("module {0}: {1}", config::in_quotes(name), what)));
        return std::move(out_);
    }

 private:
    struct Document {
        std::size_t file = 0;
        Yaml root;
    };
    struct Job {
        std::size_t file = 0;
        std::string name;
        std::string module;        // empty: the groups say it
        std::string module_label;  // by which label
        double interval = 0;
    };

    Status take_job(std::size_t file, const YamlNode& node) {
        Job job;
        job.file = file;
        job.name = clean_name(node.text_of("job_name"));
        if (const auto* params = node.find("params"))
            if (const auto* module = params->find("module"))
                job.module = module->items.empty() ? module->text : module->items.front()->text;
        job.interval = seconds_of(node.text_of("scrape_interval"));
        if (job.interval <= 0) job.interval = usual_interval_;
        if (job.interval <= 0) job.interval = kUsualInterval;
        const auto says = [&](const std::string& what) {
            out_.push_back(
                remark(file, node.line, tr("job {0}: {1}", config::in_quotes(job.name), what)));
        };
        const bool strange = take_relabelling(node, job);
        if (job.module.empty() && job.module_label.empty()) {
            says(tr("it does not ask blackbox_exporter, and so has no targets for Traypulse"));
            return ok();
        }
        if (strange) says(tr("its {0} are not followed; look at the addresses", "relabel_configs"));
        for (const auto& [key, value] : node.entries)
            if (key.ends_with("_sd_configs"))
                says(tr("its targets of {0} are not in this file", key));
        const auto* groups = node.find("static_configs");
        if (groups == nullptr) return ok();
        for (const auto& group : groups->items)
            if (auto done = take_group(job, *group); !done) return done;
        return ok();
    }

    /// The rules that everybody has say how the target is handed on. True: there are others.
    static bool take_relabelling(const YamlNode& node, Job& job) {
        const auto* rules = node.find("relabel_configs");
        if (rules == nullptr) return false;
        bool strange = false;
        for (const auto& rule : rules->items) {
            const auto to = rule->text_of("target_label");
            const auto* from = rule->find("source_labels");
            const auto label =
                from == nullptr || from->items.empty() ? std::string() : from->items.front()->text;
            const auto regex = rule->text_of("regex");
            const bool plain = regex.empty() || regex == "(.*)" || regex == ".*";
            if (to == "__param_module" && plain && !label.empty())
                job.module_label = label;
            else if (to == "__param_target")
                strange = strange || !plain || label != "__address__";
            else if (to.starts_with("__"))
                strange = strange || to != "__address__" || !label.empty();
            else if (const auto action = rule->text_of("action");
                     action == "drop" || action == "keep")
                strange = true;
        }
        return strange;
    }

    Status take_group(const Job& job, const YamlNode& group) {
        const auto* targets = group.find("targets");
        if (targets == nullptr) return ok();
        const auto* labels = group.find("labels");
        auto module = job.module;
        std::vector<std::string> unkept_labels;
        std::string name;
        if (labels != nullptr)
            for (const auto& [label, value] : labels->entries) {
                if (label == "__param_module" || label == job.module_label)
                    module = value->text;
                else if ((label == "name" || label == "instance") && targets->items.size() == 1)
                    name = clean_name(value->text);
                else if (unkept_labels.size() < 20)
                    unkept_labels.push_back(clean_name(label));
            }
        if (labels != nullptr && !unkept_labels.empty())
            out_.push_back(remark(job.file, labels->line,
                                  tr("labels are not kept: {0}", listed(unkept_labels))));
        for (const auto& target : targets->items) {
            if (out_.size() >= kMostEntries)
                return Error{ErrorCode::limit, tr("there are more than {0} entries", kMostEntries),
                             tr("a configuration has {0} targets at most; import a part of them",
                                config::kMostTargets)};
            take_target(job, module, name, *target);
        }
        return ok();
    }

    void take_target(const Job& job, const std::string& module, const std::string& name,
                     const YamlNode& target) {
        Entry entry;
        entry.file = job.file;
        entry.line = target.line;
        const auto host = clean_name(target.text);
        entry.keys["name"] = !name.empty() ? name : host.empty() ? job.name : host;
        if (!job.name.empty()) entry.keys["group"] = job.name;
        entry.keys["check"] = target.text;
        if (const auto found = modules_.find(module); found != modules_.end()) {
            found->second.used = true;
            check_with(entry, *found->second.node, target.text);
        } else if (const auto usual = shipped(module)) {
            check_with(entry, *usual, target.text);
            if (told_.insert(module).second)
                entry.notes.push_back(
                    tr("the module {0} is not in what was read; it is taken as it is shipped",
                       config::in_quotes(module)));
        } else {
            entry.problem =
                tr("its module {0} is not in what was read; name blackbox_exporter's file, too",
                   config::in_quotes(module));
        }
        set_interval(entry, kind_of_check(entry.text("check")), job.interval);
        out_.push_back(std::move(entry));
    }

    std::span<const Input> inputs_;
    std::vector<Document> documents_;
    std::map<std::string, Module> modules_;
    std::set<std::string> told_;
    double usual_interval_ = 0;
    Entries out_;
};

}  // namespace

Result<Entries> read_blackbox(std::span<const Input> inputs) { return Jobs(inputs).run(); }

}  // namespace traypulse::moving
