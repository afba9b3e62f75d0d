// A visitor for std::visit made of lambdas, one for each alternative.
#pragma once

namespace traypulse {

template <class... F>
struct Overloaded : F... {
    using F::operator()...;
};
// clang 14 does not deduce aggregates by itself (P1816).
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

}  // namespace traypulse
