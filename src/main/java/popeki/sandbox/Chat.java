package popeki.sandbox;

import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import popeki.sandbox.ServiceDoors.DoorClosed;
import popeki.sandbox.WhatsAppBodies.AdTap;
import popeki.sandbox.WhatsAppBodies.Written;

/** One chat between a person and the business, as WhatsApp carries it to the service. */
final class Chat {
  private static final int TRIES = 4;

  private final World world;
  private final ServiceDoors doors;
  private final Person person;
  private final Random random;

  Chat(World world, ServiceDoors doors, Person person, Random random) {
    this.world = world;
    this.doors = doors;
    this.person = person;
    this.random = random;
  }

  /** The person writes; what was sent, to be sent again at will. */
  Sent say(String text, @Nullable AdTap tap) throws DoorClosed, InterruptedException {
    return send(person, text, tap);
  }

  /** The same person, whose number WhatsApp does not give away any more. */
  Sent sayWithoutNumber(String text) throws DoorClosed, InterruptedException {
    return send(person.withoutNumber(), text, null);
  }

  /** The seller answers in the phone app. */
  Sent reply(String text) throws DoorClosed, InterruptedException {
    Written written = written(text);
    return deliver(written, WhatsAppBodies.echo(world.number(), person, written));
  }

  /** Two messages in one notification, the later one first. */
  void sayTwoSwapped(String first, String second, @Nullable AdTap tap)
      throws DoorClosed, InterruptedException {
    Written two = written(second);
    Written one = new Written(wamid(), two.at().minusSeconds(1), first);
    String body =
        WhatsAppBodies.together(
            List.of(
                WhatsAppBodies.message(world.number(), person, two, null),
                WhatsAppBodies.message(world.number(), person, one, tap)));
    deliver(two, body);
  }

  /**
   * A notification that the service took.
   *
   * @param millis from sending to the answer, which comes after the commit
   */
  record Sent(Written written, String body, int status, long millis) {}

  private Sent send(Person who, String text, @Nullable AdTap tap)
      throws DoorClosed, InterruptedException {
    Written written = written(text);
    return deliver(written, WhatsAppBodies.message(world.number(), who, written, tap));
  }

  /** As Meta does: what is not answered with 200 is sent again. */
  private Sent deliver(Written written, String body) throws DoorClosed, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      long started = System.nanoTime();
      int status = doors.notify(body);
      long millis = (System.nanoTime() - started) / 1_000_000;
      if (status == 200) {
        return new Sent(written, body, status, millis);
      }
      if (attempt == TRIES || status == 401) {
        throw new DoorClosed("The service answered a webhook with " + status);
      }
      Thread.sleep(500L << attempt);
    }
  }

  private Written written(String text) {
    return new Written(wamid(), world.clock().instant(), text);
  }

  private String wamid() {
    byte[] bytes = new byte[24];
    random.nextBytes(bytes);
    return "wamid." + java.util.Base64.getEncoder().encodeToString(bytes);
  }
}
