#include "agent/translations/catalogue.h"

#include <langinfo.h>
#include <libintl.h>
#include <locale.h>  // NOLINT(modernize-deprecated-headers): newlocale(3) is POSIX
#include <clocale>
#include <cstring>
#include <filesystem>
#include <string>

#include "agent/translations/translate.h"

namespace traypulse {
namespace {

constexpr const char* kDomain = "traypulse";
/// Between a context and its sentence, in .mo files (GNU gettext).
constexpr char kContextEnd = '\004';

const char* in_context(const char* context, const char* sentence) {
    const auto key = std::string(context) + kContextEnd + sentence;
    const char* found = dgettext(kDomain, key.c_str());
    return found == key.c_str() ? sentence : found;
}

const char* look_up(const char* context, const char* one, const char* many, unsigned long n) {
    if (context != nullptr) return in_context(context, one);
    // The empty sentence is the catalogue's own heading.
    if (*one == '\0') return one;
    return many == nullptr ? dgettext(kDomain, one) : dngettext(kDomain, one, many, n);
}

std::string numeric(locale_t person, nl_item item, const char* otherwise) {
    const char* text = person == locale_t{} ? nullptr : nl_langinfo_l(item, person);
    return text == nullptr ? otherwise : text;
}

/// "zh_CN" of the catalogue in use, as HTML writes it; the catalogue itself says which it is.
std::string language_in_use() {
    const std::string heading = dgettext(kDomain, "");
    constexpr const char* kField = "\nLanguage: ";
    const auto at = heading.find(kField);
    if (at == heading.npos) return "en";
    const auto from = at + std::strlen(kField);
    auto name = heading.substr(from, heading.find('\n', from) - from);
    if (const auto line = name.find('_'); line != name.npos) name[line] = '-';
    return name;
}

}  // namespace

std::string translations_directory(const std::string& program) {
    namespace fs = std::filesystem;
    std::error_code error;
    if (!program.empty()) {
        const auto folder = fs::path(program).parent_path();
        // In a build tree the program and its translations are both in agent/.
        for (const auto& place :
             {folder / "translations" / "locale", folder.parent_path() / "share" / "locale"})
            if (fs::exists(place / "de" / "LC_MESSAGES" / "traypulse.mo", error))
                return place.string();
    }
    return TRAYPULSE_LOCALE_DIR;
}

void use_the_persons_language(const std::string& program) {
    for (const int category : {LC_CTYPE, LC_TIME, LC_MESSAGES, LC_COLLATE})
        std::setlocale(category, "");
    const auto place = translations_directory(program);
    bindtextdomain(kDomain, place.c_str());
    bind_textdomain_codeset(kDomain, "UTF-8");
    Catalogue chosen;
    chosen.lookup = look_up;
    chosen.language = language_in_use();
    const locale_t person = newlocale(LC_NUMERIC_MASK | LC_CTYPE_MASK, "", locale_t{});
    chosen.decimal_point = numeric(person, RADIXCHAR, ".");
    chosen.digit_group = numeric(person, THOUSEP, "");
    if (person != locale_t{}) freelocale(person);
    // The "C" locale, and some others, have no groups at all; a long number is read with them.
    if (chosen.digit_group.empty())
        chosen.digit_group = chosen.decimal_point == "." ? "," : "\xc2\xa0";
    use_catalogue(std::move(chosen));
}

}  // namespace traypulse
