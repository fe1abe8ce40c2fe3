package popeki.ai;

import popeki.kernel.Pure;

/** What an exchange took, as the provider counts; thinking counts as answering. */
@Pure
record Tokens(long in, long out) {
  long sum() {
    return in + out;
  }
}
