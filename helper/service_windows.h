// The names by which the service and its pipe are known; installer/windows says the same.
#pragma once

namespace traypulse::helper {

inline constexpr const wchar_t* kServiceName = L"TraypulseHelper";
/// What PROTOCOL.md is spoken over. Local only.
inline constexpr const wchar_t* kPipeName = L"\\\\.\\pipe\\traypulse-helper";

}  // namespace traypulse::helper
