#pragma once
// A consult ends with its conversation: whatever decision makes a conversation name it no more also closes its record.
#include "gateway/service/core/records_read.hpp"
#include "routing/engine/conversation/transition.hpp"

namespace sahut {

// Adds to `t` what the decision itself does not yield. unavailable. One whose record cannot be read is passed over.
boost::asio::awaitable<result<void>> end_left_consults(conversation const& before, transition& t, records_read& also, utc_time now);

}  // namespace sahut
