package popeki.links;

import org.jspecify.annotations.Nullable;

/** What a request says about whether a person is behind it: its method and headers as received. */
record RequestFacts(
    String method,
    @Nullable String userAgent,
    @Nullable String referrer,
    @Nullable String secPurpose,
    @Nullable String purpose,
    @Nullable String xPurpose,
    @Nullable String xMoz,
    @Nullable String secFetchDest,
    @Nullable String secFetchMode) {

  static RequestFacts get(@Nullable String userAgent) {
    return new RequestFacts("GET", userAgent, null, null, null, null, null, null, null);
  }
}
