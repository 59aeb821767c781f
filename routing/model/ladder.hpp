#pragma once
// Up whose ladder something that waits is told (KEP-233/BC/2024: koordinator, atasan langsung).
#include <cstdint>
#include <string_view>

namespace sahut {

// How far the telling has come: 0 nobody, 1 whoever it lies with (`first`), 2 the coordinators, 3 and more the superiors.
std::string_view ladder_name(std::uint8_t rung, std::string_view first);

}  // namespace sahut
