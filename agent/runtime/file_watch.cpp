#include <filesystem>
#include <utility>

#include "agent/config/file_fingerprint.h"
#include "agent/runtime/file_watch.h"

namespace traypulse::runtime {
namespace {

using namespace std::chrono_literals;

/// An editor truncates, writes and renames within a few milliseconds.
constexpr auto kSettle = 150ms;
constexpr auto kAgain = 1s;

}  // namespace

struct FileWatch::Block {
    uv_fs_event_t event{};
    FileWatch* owner = nullptr;
};

FileWatch::FileWatch(uv_loop_t* loop, const std::string& path, std::function<void()> changed)
    : loop_(loop),
      path_(path),
      directory_(std::filesystem::path(path).parent_path().string()),
      changed_(std::move(changed)),
      seen_(config::fingerprint(path)),
      settle_(loop) {
    if (directory_.empty()) directory_ = ".";
    begin();
}

FileWatch::~FileWatch() {
    if (block_ == nullptr) return;
    block_->owner = nullptr;
    uv_close(reinterpret_cast<uv_handle_t*>(&block_->event),
             [](uv_handle_t* h) { delete static_cast<Block*>(h->data); });
}

void FileWatch::begin() {
    if (block_ == nullptr) {
        block_ = new Block;
        block_->owner = this;
        block_->event.data = block_;
        uv_fs_event_init(loop_, &block_->event);
    }
    uv_fs_event_stop(&block_->event);
    const int rc = uv_fs_event_start(
        &block_->event,
        [](uv_fs_event_t* e, const char*, int, int) {
            auto* self = static_cast<Block*>(e->data)->owner;
            if (self != nullptr) self->settle_.start(kSettle, [self] { self->look(); });
        },
        directory_.c_str(), 0);
    if (rc != 0) settle_.start(kAgain, [this] { look(); });
}

void FileWatch::look() {
    std::error_code ignored;
    const bool there = std::filesystem::is_directory(directory_, ignored);
    auto print = config::fingerprint(path_);
    if (print != seen_) {
        seen_ = std::move(print);
        changed_();
    }
    if (!there || uv_is_active(reinterpret_cast<uv_handle_t*>(&block_->event)) == 0)
        settle_.start(kAgain, [this] {
            begin();
            look();
        });
}

}  // namespace traypulse::runtime
