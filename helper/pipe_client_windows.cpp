#include "helper/pipe_client_windows.h"

#include <sddl.h>

#include <algorithm>
#include <map>
#include <string>

#include "helper/clock.h"
#include "shared/limits.h"

namespace traypulse::helper {

PipeClient::PipeClient(HANDLE pipe, std::uint32_t user, Session session,
                       std::function<void()> changed)
    : pipe_(pipe),
      user_(user),
      session_(std::move(session)),
      changed_(std::move(changed)),
      read_{},
      write_{} {
    read_.client = this;
    write_.client = this;
}

PipeClient::~PipeClient() {
    DisconnectNamedPipe(pipe_);
    CloseHandle(pipe_);
}

void PipeClient::cancel() {
    gone_ = true;
    CancelIoEx(pipe_, nullptr);
}

void PipeClient::flush() {
    if (gone_) return;
    if (const auto bytes = session_.pending(); !writing_ && !bytes.empty()) {
        output_.assign(bytes.begin(), bytes.end());
        writing_ = WriteFileEx(pipe_, output_.data(), static_cast<DWORD>(output_.size()), &write_,
                               &PipeClient::was_written) != 0;
        gone_ = !writing_;
    }
    if (gone_ || over() || reading_) return;
    const auto room = std::min(session_.writable().size(), input_.size());
    if (room == 0) return;
    reading_ = ReadFileEx(pipe_, input_.data(), static_cast<DWORD>(room), &read_,
                          &PipeClient::was_read) != 0;
    gone_ = !reading_;
}

void CALLBACK PipeClient::was_read(DWORD error, DWORD bytes, OVERLAPPED* request) {
    auto& self = *static_cast<Request*>(request)->client;
    self.reading_ = false;
    const auto room = self.session_.writable();
    // The session may have begun to leave while this was on its way; then nothing counts any more.
    if (error != ERROR_SUCCESS || bytes == 0) {
        self.gone_ = true;
    } else if (bytes <= room.size()) {
        std::copy_n(self.input_.begin(), bytes, room.begin());
        self.session_.received(bytes, monotonic_now());
    }
    self.changed_();
}

void CALLBACK PipeClient::was_written(DWORD error, DWORD bytes, OVERLAPPED* request) {
    auto& self = *static_cast<Request*>(request)->client;
    self.writing_ = false;
    if (error != ERROR_SUCCESS)
        self.gone_ = true;
    else
        self.session_.wrote(std::min<std::size_t>(bytes, self.session_.pending().size()),
                            monotonic_now());
    self.changed_();
}

namespace {

/// Closes what it was given.
class Handle {
 public:
    explicit Handle(HANDLE handle) : handle_(handle) {}
    ~Handle() {
        if (handle_ != nullptr) CloseHandle(handle_);
    }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    [[nodiscard]] HANDLE get() const { return handle_; }

 private:
    HANDLE handle_;
};

std::optional<std::wstring> identifier_of(HANDLE token) {
    std::array<std::uint8_t, sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE> bytes{};
    DWORD size = 0;
    if (GetTokenInformation(token, TokenUser, bytes.data(), static_cast<DWORD>(bytes.size()),
                            &size) == 0)
        return std::nullopt;
    wchar_t* text = nullptr;
    if (ConvertSidToStringSidW(reinterpret_cast<TOKEN_USER*>(bytes.data())->User.Sid, &text) == 0)
        return std::nullopt;
    std::wstring out(text);
    LocalFree(text);
    return out;
}

}  // namespace

std::optional<std::uint32_t> user_of_pipe(HANDLE pipe) {
    if (ImpersonateNamedPipeClient(pipe) == 0) return std::nullopt;
    HANDLE opened = nullptr;
    const bool got = OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, &opened) != 0;
    // Staying somebody else would be worse than serving nobody.
    if (RevertToSelf() == 0) ExitProcess(1);
    if (!got) return std::nullopt;
    const Handle token(opened);
    const auto identifier = identifier_of(token.get());
    if (!identifier) return std::nullopt;
    static std::map<std::wstring, std::uint32_t> numbers;
    const auto next = limits::kFirstUid + static_cast<std::uint32_t>(numbers.size());
    return numbers.emplace(*identifier, next).first->second;
}

}  // namespace traypulse::helper
