package popeki.leads;

import java.util.Locale;

/** What the person came for. */
public enum LeadIntent {
  PURCHASE,
  BOOKING,
  QUOTE,
  AVAILABILITY,
  INFORMATION,
  SUPPORT_REQUEST,
  ORDER_STATUS,
  REFUND_COMPLAINT,
  RESCHEDULE_CANCEL,
  RENEWAL_UPSELL,
  JOB_APPLICATION,
  SALES_PITCH,
  SCAM,
  WRONG_NUMBER,
  NONE;

  /** The name in the API and in the AI schema, such as {@code order_status}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
