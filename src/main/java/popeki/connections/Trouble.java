package popeki.connections;

import java.util.Locale;

/** Why Meta does not do what a number's token asks for, or has cut the number off. */
public enum Trouble {
  /** 190/463. */
  TOKEN_EXPIRED(Effect.RECONNECT),
  /** 190/467: revoked, or the person signed out. */
  TOKEN_INVALIDATED(Effect.RECONNECT),
  /** 190/460. */
  PASSWORD_CHANGED(Effect.RECONNECT),
  /** 190/458: the person or the business removed the app. */
  APP_REMOVED(Effect.RECONNECT),
  /** 190/459 and 464: Meta wants the person to confirm who they are. */
  CHECKPOINT(Effect.RECONNECT),
  /** 190/492. */
  ROLE_LOST(Effect.RECONNECT),
  /** 190 and 102 without a reason, or an account Meta says nothing more about. */
  TOKEN_INVALID(Effect.RECONNECT),
  /** Meta told that the business took its account away from the app. */
  REMOVED_AT_META(Effect.RECONNECT),
  /** Meta told that the WhatsApp account is gone. */
  ACCOUNT_DELETED(Effect.RECONNECT),
  /** Meta told that it switched the account off. */
  ACCOUNT_DISABLED(Effect.RECONNECT),
  /**
   * The phone app was moved or registered anew; the token stays valid and Meta says when it ends.
   */
  OFFBOARDED(Effect.SUSPEND),
  /** The token may not do this. */
  NO_PERMISSION(Effect.NONE),
  /** 100/33: no such object for this token. */
  NO_ACCESS(Effect.NONE),
  /** Too many calls. */
  BUSY(Effect.NONE),
  /** Meta did not answer, or says that it cannot right now. */
  AWAY(Effect.NONE),
  /** Anything else. */
  REFUSED(Effect.NONE);

  private enum Effect {
    RECONNECT,
    SUSPEND,
    NONE
  }

  private final Effect effect;

  Trouble(Effect effect) {
    this.effect = effect;
  }

  /** Only a new token helps; nothing more is called with the old one. */
  public boolean needsToken() {
    return effect == Effect.RECONNECT;
  }

  boolean suspends() {
    return effect == Effect.SUSPEND;
  }

  /** The same question may be answered later. */
  public boolean passes() {
    return this == BUSY || this == AWAY;
  }

  /** As the database and the keys of words have it. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Trouble of(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
