#pragma once
// A webhook that its platform may take away, and gives back when it is asked: whoever watches over it needs no operator for that.
#include "connectors/common/webhook_setup.hpp"

namespace sahut::connector {

class subscription : public webhook_setup {
 public:
  // Of the last check that was not good: set_up puts it right, without taking the webhook from anybody else.
  virtual bool can_mend() const = 0;
};

}  // namespace sahut::connector
