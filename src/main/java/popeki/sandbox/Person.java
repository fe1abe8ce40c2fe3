package popeki.sandbox;

import org.jspecify.annotations.Nullable;

/**
 * Somebody with a phone in the hand.
 *
 * @param waId null for a person with a user name, whose number WhatsApp keeps to itself
 * @param userId the id that WhatsApp made of the person for this business
 * @param address of the internet connection, from the ranges set aside for documentation
 */
record Person(String name, @Nullable String waId, String userId, String userAgent, String address) {

  /** The same person after taking a user name. */
  Person withoutNumber() {
    return new Person(name, null, userId, userAgent, address);
  }
}
