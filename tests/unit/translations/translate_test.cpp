#include "agent/translations/translate.h"

#include <doctest/doctest.h>

#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "agent/translations/columns.h"

using namespace traypulse;

namespace {

/// What a catalogue of a made-up language says.
const char* made_up(const char* context, const char* one, const char* many, unsigned long n) {
    const std::string_view sentence = one;
    if (context != nullptr && std::string_view(context) == "verb") return "öffne";
    if (sentence == "{0} is down since {1}") return "seit {1} fort: {0}";
    if (sentence == "{0} of {1}") return "{0} von {2}";  // a place that nothing fills
    if (many != nullptr) return n < 3 ? "{0} klein in {1}" : "{0} groß in {1}";
    return one;
}

struct MadeUp {
    MadeUp() {
        Catalogue catalogue;
        catalogue.lookup = made_up;
        catalogue.decimal_point = ",";
        catalogue.language = "de";
        use_catalogue(catalogue);
    }
    ~MadeUp() { use_catalogue({}); }
    MadeUp(const MadeUp&) = delete;
    MadeUp& operator=(const MadeUp&) = delete;
};

}  // namespace

TEST_CASE("without a catalogue a sentence is the source's own") {
    CHECK(std::strcmp(tr("Quit"), "Quit") == 0);
    CHECK(tr("{0} is down since {1}", "Shop", "14:02") == "Shop is down since 14:02");
    CHECK(trn("{0} target", "{0} targets", 1) == "1 target");
    CHECK(trn("{0} target", "{0} targets", 0) == "0 targets");
    CHECK(decimal_text(1.25, 1) == "1.2");
    CHECK(language() == "en");
    CHECK_FALSE(right_to_left());
}

TEST_CASE("a translation orders the parts as its grammar wants") {
    const MadeUp language_;
    CHECK(tr("{0} is down since {1}", "Shop", "14:02") == "seit 14:02 fort: Shop");
    CHECK(std::strcmp(trc("verb", "Open"), "öffne") == 0);
    CHECK(std::strcmp(tr("Open"), "Open") == 0);
    CHECK(trn("{0} in {1}", "{0} in {1}", 2, "x") == "2 klein in x");
    CHECK(trn("{0} in {1}", "{0} in {1}", 5, "x") == "5 groß in x");
    CHECK(decimal_text(1.25, 1) == "1,2");
    CHECK(localised("0.01") == "0,01");
    CHECK(language() == "de");
}

TEST_CASE("a translation with a place that nothing fills is passed over for the English") {
    const MadeUp language_;
    CHECK(tr("{0} of {1}", 3, 7) == "3 of 7");
}

TEST_CASE("what is filled in is not looked at again, and other braces stay") {
    CHECK(tr("{0} and {1}", "{1}", "b") == "{1} and b");
    CHECK(tr("[[{0}]] {x} {", "a") == "[[a]] {x} {");
}

TEST_CASE("a sentence begins with a capital, in Latin-1 as well") {
    CHECK(capitalised("no answer") == "No answer");
    CHECK(capitalised("à côté") == "À côté");
    CHECK(capitalised("ÿ") == "ÿ");
    CHECK(capitalised("応答なし") == "応答なし");
    CHECK(capitalised("").empty());
    CHECK(sentences("One.", "Two.") == "One. Two.");
    CHECK(sentences("", "Two.") == "Two.");
}

TEST_CASE("East Asian letters take two columns of a terminal") {
    CHECK(terminal_columns("Router") == 6);
    CHECK(terminal_columns("größe") == 5);
    CHECK(terminal_columns("目标") == 4);
    CHECK(terminal_columns("データ") == 6);
    CHECK(terminal_columns("\xff\xff") == 2);
    CHECK(bytes_in_columns("目标", 3) == 3);
    CHECK(bytes_in_columns("größe", 3) == 4);
    CHECK(bytes_in_columns("ab", 9) == 2);
}

TEST_CASE("lines are broken where the language allows it") {
    using Lines = std::vector<std::string>;
    CHECK(lines_within("", 10).empty());
    CHECK(lines_within("one two three", 7) == Lines{"one two", "three"});
    CHECK(lines_within("unbreakable words", 5) == Lines{"unbreakable", "words"});
    // Two columns a letter, and no line begins with a full stop.
    CHECK(lines_within("応答がありません。", 16) == Lines{"応答がありませ", "ん。"});
    CHECK(lines_within("見る (応答)。", 9) == Lines{"見る (応", "答)。"});
    // Words of a command stay whole, and French signs stay with their word.
    CHECK(lines_within("`why 番号`を見る", 6) == Lines{"`why", "番号`", "を見る"});
    CHECK(lines_within("perdu ; rien", 5) == Lines{"perdu ;", "rien"});
    CHECK(lines_within("un « mot » dit", 6) == Lines{"un", "« mot »", "dit"});
}

TEST_CASE("texts are padded by columns, not by bytes") {
    CHECK(padded_right("損失", 6) == "損失  ");
    CHECK(padded_left("längste", 8) == " längste");
    CHECK(padded_left("too long", 3) == "too long");
}

TEST_CASE("a list has the marks of the language") {
    CHECK(listed("", "a") == "a");
    CHECK(listed("a", "b") == "a, b");
    CHECK(listed(std::vector<std::string>{}).empty());
    CHECK(listed(std::vector<std::string>{"a", "b", "c"}) == "a, b, c");
    Catalogue japanese;
    japanese.lookup = [](const char* /*context*/, const char* one, const char* /*many*/,
                         unsigned long /*n*/) {
        return std::string_view(one) == "{0}, {1}" ? "{0}、{1}" : one;
    };
    use_catalogue(japanese);
    CHECK(listed(std::vector<std::string>{"a", "b", "c"}) == "a、b、c");
    use_catalogue({});
}
