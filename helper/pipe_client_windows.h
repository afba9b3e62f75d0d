// One client of the named pipe, and its session.
#pragma once

#include <windows.h>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "helper/session.h"

namespace traypulse::helper {

/// Owns the connected end of the pipe. One thread, which waits alertably: what was read or written
/// is told as its asynchronous procedure calls (ReadFileEx, WriteFileEx).
class PipeClient {
 public:
    /// `changed` is called after anything happened here; it may not destroy this.
    PipeClient(HANDLE pipe, std::uint32_t user, Session session, std::function<void()> changed);
    /// Only once idle().
    ~PipeClient();
    PipeClient(const PipeClient&) = delete;
    PipeClient& operator=(const PipeClient&) = delete;

    /// Writes what it can, and waits for what it must.
    void flush();
    /// The client went, or was sent away and has been told.
    [[nodiscard]] bool over() const { return gone_ || session_.done(); }
    /// Ends what the system still does for it; idle() comes true later.
    void cancel();
    [[nodiscard]] bool idle() const { return !reading_ && !writing_; }
    [[nodiscard]] std::uint32_t user() const { return user_; }
    [[nodiscard]] Session& session() { return session_; }

 private:
    /// The system's record of a request; it leads back to us.
    struct Request : OVERLAPPED {
        PipeClient* client = nullptr;
    };
    static void CALLBACK was_read(DWORD error, DWORD bytes, OVERLAPPED* request);
    static void CALLBACK was_written(DWORD error, DWORD bytes, OVERLAPPED* request);

    HANDLE pipe_;
    std::uint32_t user_;
    Session session_;
    std::function<void()> changed_;
    Request read_;
    Request write_;
    std::array<std::uint8_t, 4096> input_{};
    std::vector<std::uint8_t> output_;
    bool reading_ = false;
    bool writing_ = false;
    bool gone_ = false;
};

/// Who is at the other end, from the system and not from what is said: a number for each security
/// identifier, the same as long as this process lives. nullopt where it can't be told.
std::optional<std::uint32_t> user_of_pipe(HANDLE pipe);

}  // namespace traypulse::helper
