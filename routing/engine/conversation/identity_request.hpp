#pragma once
// An officer asks for what identifies a citizen or a document, in the standard words: only what is needed is asked. What the citizen
// says of it in words, the officer writes down.
#include "routing/engine/conversation/citizen.hpp"
#include "routing/engine/conversation/officer.hpp"

namespace sahut {

// Null: well. Fields are name, email, phone, nik, npwp and documents; bad_field fields: none, an unknown one, one twice.
std::optional<error> identity_fields_fault(std::vector<std::string> const& fields);

// A question that says what is asked for, in the citizen's language. Errors as on_officer_message.
result<transition> on_identity_request(context ctx, conversation const& before, acting_officer const& by, std::string client_id,
                                       std::vector<std::string> const& fields);

// As on_identity, by who handles the conversation. Nothing new: nothing changes. Errors: not_handling.
result<transition> on_identity_set(context ctx, conversation const& before, acting_officer const& by, identity const& given);

}  // namespace sahut
