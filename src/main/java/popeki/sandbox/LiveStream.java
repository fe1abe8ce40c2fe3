package popeki.sandbox;

import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import popeki.sandbox.ServiceDoors.DoorClosed;
import popeki.sandbox.Story.Entrance;
import popeki.sandbox.Story.Line;
import popeki.sandbox.Story.Speaker;
import popeki.sandbox.WhatsAppBodies.AdTap;

/**
 * A visitor every few seconds, for as long as the service runs. It begins at once; when the service
 * does not answer it waits and goes on. Closing it takes no time.
 */
final class LiveStream implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LiveStream.class);
  private static final int AT_ONCE = 24;
  private static final long PAUSE_AFTER_FAILURE_MILLIS = 5_000;

  private final World world;
  private final ServiceDoors doors;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("visitor-", 0).factory());
  private final Semaphore room = new Semaphore(AT_ONCE);

  LiveStream(World world, ServiceDoors doors) {
    this.world = world;
    this.doors = doors;
  }

  void start() {
    threads.execute(this::send);
  }

  private void send() {
    try {
      for (long number = 0; ; number++) {
        Story story = Casting.story(world, number);
        long seed = world.seed() * 7 + number;
        room.acquire();
        threads.execute(
            () -> {
              try {
                play(story, new Random(seed));
              } finally {
                room.release();
              }
            });
        Thread.sleep(Casting.pause(world, number));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void play(Story story, Random random) {
    try {
      perform(story, random);
    } catch (DoorClosed e) {
      log.debug("A pretend visitor gave up: {}", e.getMessage());
      pause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void perform(Story story, Random random) throws DoorClosed, InterruptedException {
    var chat = new Chat(world, doors, story.person(), random);
    switch (story.entrance()) {
      case Entrance.Robot robot -> doors.preview(robot.link(), robot.userAgent());
      case Entrance.Link link -> {
        var led = doors.open(link.link(), link.query(), story.person());
        if (story.opening() != null && led.status() == 302) {
          Thread.sleep(1_200 + random.nextInt(2_500));
          converse(chat, story, withWords(led.text(), story.opening()), null);
        }
      }
      case Entrance.Ad ad ->
          converse(chat, story, story.opening(), new AdTap(ad.ad(), ad.clickId()));
      case Entrance.Direct _ -> converse(chat, story, story.opening(), null);
    }
  }

  private void converse(Chat chat, Story story, @Nullable String opening, @Nullable AdTap tap)
      throws DoorClosed, InterruptedException {
    List<Line> lines = story.lines();
    String first = opening == null ? "" : opening;
    boolean swapped =
        story.shaky() && !lines.isEmpty() && lines.getFirst().speaker() == Speaker.PERSON;
    if (swapped) {
      chat.sayTwoSwapped(first, lines.getFirst().text(), tap);
    } else {
      var sent = chat.say(first, tap);
      if (story.shaky()) {
        doors.notify(sent.body());
      }
    }
    for (Line line : lines.subList(swapped ? 1 : 0, lines.size())) {
      Thread.sleep(line.after());
      if (line.speaker() == Speaker.PERSON) {
        chat.say(line.text(), null);
      } else {
        chat.reply(line.text());
      }
    }
  }

  /** The typed text with the person's own words in front, as people add them. */
  static String withWords(String typed, String own) {
    return own.isEmpty() ? typed : own + "\n" + typed;
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_AFTER_FAILURE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
