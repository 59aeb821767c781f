#pragma once
// What the parts of a message that are no plain text become: attachments with a title that a human can read. Nothing is
// fetched; a file's media id is kept. Pure; none throws.
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "routing/model/message.hpp"

namespace sahut::whatsapp {

// A file, picture, film, sound or sticker: `type` is the message's, `value` what stands under it. Nothing for another type.
std::optional<attachment> read_media(std::string_view type, nlohmann::json const& value);
attachment read_location(nlohmann::json const& value);
std::vector<attachment> read_contact_cards(nlohmann::json const& list);
attachment read_order(nlohmann::json const& value);
// The advertisement or post through which the citizen came.
std::optional<attachment> read_referral(nlohmann::json const& value);
// Whether it was passed on, and the product that it is about.
void read_context(nlohmann::json const& context, std::vector<attachment>& into);
// The answers of a form (nfm_reply), as lines.
std::string read_form(nlohmann::json const& reply);

// At most `longest` bytes, whole characters.
std::string shortened(std::string text, std::size_t longest);

}  // namespace sahut::whatsapp
