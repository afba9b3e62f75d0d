// What `traypulse import` reads from.
#pragma once

#include <string>
#include <vector>

#include "agent/store/import.h"
#include "shared/result.h"

namespace traypulse::cli {

/// A file, or standard input for "-". Errors, also of its read(): import_read_error().
Result<store::ImportSource> open_import_source(const std::string& name);

/// Of the number in errno(3).
Error import_read_error(const std::string& name, int error);

/// The first `most` bytes, or all where there are fewer; `source` then begins with them again.
Result<std::string> peek(store::ImportSource& source, std::size_t most);

}  // namespace traypulse::cli
