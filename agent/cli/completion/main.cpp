// traypulse-completions DIRECTORY: writes the three scripts there, named as the shells want them,
// and the manual's part that is made from the options.
#include <cstdio>
#include <fstream>
#include <string>

#include "agent/cli/completion/words.h"

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("usage: traypulse-completions DIRECTORY\n", stderr);
        return 2;
    }
    namespace completion = traypulse::cli::completion;
    const auto program = completion::known_words();
    const std::string directory = argv[1];
    const auto write = [&](const char* name, const std::string& text) {
        std::ofstream file(directory + "/" + name);
        file << text << std::flush;
        if (!file)
            std::fprintf(stderr, "traypulse-completions: cannot write %s/%s\n", argv[1], name);
        return file.good();
    };
    const bool written = write("traypulse", completion::bash_script(program)) &&
                         write("_traypulse", completion::zsh_script(program)) &&
                         write("traypulse.fish", completion::fish_script(program)) &&
                         write("options.md", completion::manual_sections(program));
    return written ? 0 : 1;
}
