#pragma once
// One function object of several, for std::visit.

namespace sahut {

template <class... Ts>
struct overloaded : Ts... {
  using Ts::operator()...;
};
template <class... Ts>
overloaded(Ts...) -> overloaded<Ts...>;  // clang 14 asks for it

}  // namespace sahut
