#include "helper/transmit_stamps.h"

#include <doctest/doctest.h>

#include <utility>

using namespace traypulse;
using namespace traypulse::helper;
using namespace std::chrono_literals;

namespace {

// A kernel that numbers what is sent, and a socket that counts along.
struct Line {
    TransmitStamps stamps;
    std::uint32_t number = 0;  // of the kernel
    Nanoseconds now = 1s;
    std::vector<KernelStamp> queue;
    std::vector<Restamp> found;

    void send(SlotKey key, bool stamped = true) {
        const auto call = now;
        now += 1us;
        if (stamped) queue.push_back({number, now});
        ++number;
        now += 1us;
        stamps.sent(key, now, call);
    }
    void fail(bool takes_a_number) {
        stamps.failed();
        if (takes_a_number) ++number;
    }
    std::vector<SlotKey> collect() {
        found.clear();
        stamps.matched(queue, found);
        queue.clear();
        std::vector<SlotKey> out;
        for (const auto& f : found) {
            out.push_back(f.key);
            CHECK(f.was - f.at == 1us);
        }
        return out;
    }
};

using Keys = std::vector<SlotKey>;

}  // namespace

TEST_CASE("each stamp finds its packet, in one batch or many") {
    Line line;
    for (SlotKey round = 0; round < 3000; ++round) {
        line.send(round * 2);
        line.send(round * 2 + 1);
        CHECK(line.stamps.awaited());
        CHECK(line.collect() == Keys{round * 2, round * 2 + 1});
        CHECK_FALSE(line.stamps.awaited());
    }
}

TEST_CASE("the kernel's number goes round") {
    Line line;
    for (const std::uint32_t jump : {0x7ffffff0U, 0x7ffffff0U}) {
        line.number += jump;  // is noticed, and learnt by the next packet
        for (int i = 0; i < 2; ++i) {
            line.send(0);
            line.collect();
        }
    }
    for (SlotKey key = 0; key < 50; ++key) {
        line.send(key);
        CHECK(line.collect() == Keys{key});
    }
}

TEST_CASE("stamps that come later, or one by one, still match") {
    Line line;
    line.send(1);
    CHECK(line.collect() == Keys{1});
    line.send(2);
    line.send(3);
    const auto late = std::exchange(line.queue, {});
    CHECK(line.collect().empty());
    CHECK(line.stamps.awaited());
    line.queue = {late[0]};
    CHECK(line.collect() == Keys{2});
    line.queue = {late[1]};
    CHECK(line.collect() == Keys{3});
}

TEST_CASE("a failed send confuses nobody, whether the kernel counted it or not") {
    for (const bool counted : {false, true}) {
        CAPTURE(counted);
        Line line;
        line.send(1);
        CHECK(line.collect() == Keys{1});
        line.send(2);
        line.fail(counted);
        line.send(3);
        line.send(4);
        CHECK(line.collect() == Keys{2, 3, 4});
        line.send(5);
        line.fail(counted);
        CHECK(line.collect() == Keys{5});
        line.send(6);
        CHECK(line.collect() == Keys{6});
    }
}

TEST_CASE(
    "a packet that has no stamp costs only the stamps of its batch while the number is unknown") {
    Line line;
    line.fail(true);
    line.send(1);
    line.send(2, false);
    CHECK(line.collect().empty());
    line.send(3);
    CHECK(line.collect() == Keys{3});
    line.send(4, false);  // known again: the others of the batch keep theirs
    line.send(5);
    CHECK(line.collect() == Keys{5});
}

TEST_CASE("a stamp from before its packet is refused, and the number learnt anew") {
    Line line;
    line.send(1);
    CHECK(line.collect() == Keys{1});
    line.send(2);
    line.queue[0].at -= 10s;
    CHECK(line.collect().empty());
    line.send(3);
    CHECK(line.collect() == Keys{3});
}

TEST_CASE("a kernel that counts more than we do is caught up with") {
    Line line;
    line.send(1);
    CHECK(line.collect() == Keys{1});
    line.number += 7;
    line.send(2);
    CHECK(line.collect().empty());
    line.send(3);
    CHECK(line.collect() == Keys{3});
}
