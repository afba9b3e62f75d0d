#include "agent/store/sample.h"

namespace traypulse::store {

std::string_view to_string(Outcome outcome) {
    switch (outcome) {
        case Outcome::answered:
            return "answered";
        case Outcome::timeout:
            return "timeout";
        case Outcome::unreachable:
            return "unreachable";
        case Outcome::ttl_exceeded:
            return "ttl_exceeded";
        case Outcome::too_big:
            return "too_big";
        case Outcome::not_sent:
            return "not_sent";
        case Outcome::late:
            return "late";
        case Outcome::duplicate:
            return "duplicate";
        case Outcome::refused:
            return "refused";
        case Outcome::wrong_answer:
            return "wrong_answer";
        case Outcome::name_failed:
            return "name_failed";
    }
    return "timeout";
}

Outcome outcome_of(protocol::Outcome outcome) {
    switch (outcome) {
        case protocol::Outcome::reply:
            return Outcome::answered;
        case protocol::Outcome::timeout:
            return Outcome::timeout;
        case protocol::Outcome::unreachable:
            return Outcome::unreachable;
        case protocol::Outcome::ttl_exceeded:
            return Outcome::ttl_exceeded;
        case protocol::Outcome::too_big:
            return Outcome::too_big;
        case protocol::Outcome::send_failed:
            return Outcome::not_sent;
        case protocol::Outcome::late:
            return Outcome::late;
        case protocol::Outcome::duplicate:
            return Outcome::duplicate;
    }
    return Outcome::timeout;
}

Outcome outcome_of(CheckStatus status) {
    switch (status) {
        case CheckStatus::ok:
            return Outcome::answered;
        case CheckStatus::timeout:
            return Outcome::timeout;
        case CheckStatus::refused:
            return Outcome::refused;
        case CheckStatus::unreachable:
            return Outcome::unreachable;
        case CheckStatus::wrong_answer:
            return Outcome::wrong_answer;
        case CheckStatus::name_failed:
            return Outcome::name_failed;
        case CheckStatus::not_sent:
            return Outcome::not_sent;
    }
    return Outcome::timeout;
}

}  // namespace traypulse::store
