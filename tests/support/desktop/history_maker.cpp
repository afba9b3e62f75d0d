// history-maker FILE DAYS NAME=CHECK…: a history.db that ends now (tests/support/made_history.h).
#include <chrono>
#include <cstdio>
#include <exception>
#include <string>

#include "tests/support/made_history.h"

int main(int argc, char** argv) try {
    using namespace traypulse;
    if (argc < 5) {
        std::fprintf(stderr, "usage: history-maker FILE DAYS NAME=CHECK NAME=CHECK…\n");
        return 2;
    }
    test::MadeHistory wish;
    wish.path = argv[1];
    wish.days = std::stoi(argv[2]);
    wish.until = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    for (int i = 3; i < argc; ++i) {
        const std::string word = argv[i];
        const auto split = word.find('=');
        wish.targets.push_back({{}, word.substr(0, split), word.substr(split + 1)});
    }
    test::make_history(wish);
    return 0;
} catch (const std::exception& e) {
    std::fprintf(stderr, "history-maker: %s\n", e.what());
    return 1;
}
