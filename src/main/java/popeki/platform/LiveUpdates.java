package popeki.platform;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import popeki.kernel.WorkspaceId;

/**
 * Open pages that refresh themselves. A page holds one event stream; it is told <em>that</em> its
 * workspace changed, at most once a second, and fetches what it shows. The change of a busy second
 * costs one notice to the other nodes, however many clicks it held.
 */
@Component
public class LiveUpdates implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(LiveUpdates.class);
  private static final String PREFIX = "live:";
  private static final long STREAM_MILLIS = TimeUnit.MINUTES.toMillis(15);

  private final Broadcast broadcast;
  private final RunMode mode;
  private final Map<UUID, List<SseEmitter>> streams = new ConcurrentHashMap<>();
  private final Set<UUID> changed = ConcurrentHashMap.newKeySet();
  private final Set<UUID> heard = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService ticks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("live").daemon().factory());
  private volatile boolean running;
  private int beat;

  LiveUpdates(Broadcast broadcast, RunMode mode) {
    this.broadcast = broadcast;
    this.mode = mode;
    broadcast.listen(
        notice -> {
          if (notice.startsWith(PREFIX)) {
            heard.add(UUID.fromString(notice.substring(PREFIX.length())));
          }
        });
  }

  /** Something that pages of this workspace show has changed, after the surrounding commit. */
  public void changed(WorkspaceId workspace) {
    WorkspaceTx.afterCommit(() -> changed.add(workspace.value()));
  }

  /** A stream for one open page; the browser reconnects when it ends. */
  public SseEmitter open(WorkspaceId workspace) {
    var stream = new SseEmitter(STREAM_MILLIS);
    var list = streams.computeIfAbsent(workspace.value(), key -> new CopyOnWriteArrayList<>());
    list.add(stream);
    Runnable gone = () -> list.remove(stream);
    stream.onCompletion(gone);
    stream.onTimeout(gone);
    stream.onError(error -> gone.run());
    send(list, stream, SseEmitter.event().comment("open").reconnectTime(2_000));
    return stream;
  }

  @Override
  public void start() {
    if (mode == RunMode.COMMAND) {
      return;
    }
    running = true;
    var _ = ticks.scheduleWithFixedDelay(this::tick, 500, 500, TimeUnit.MILLISECONDS);
  }

  @Override
  public void stop() {
    running = false;
    ticks.shutdown();
    streams.values().forEach(list -> list.forEach(SseEmitter::complete));
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private void tick() {
    try {
      for (UUID workspace : List.copyOf(changed)) {
        changed.remove(workspace);
        broadcast.tell(PREFIX + workspace);
      }
      for (UUID workspace : List.copyOf(heard)) {
        heard.remove(workspace);
        List<SseEmitter> list = streams.getOrDefault(workspace, List.of());
        list.forEach(stream -> send(list, stream, SseEmitter.event().name("changed").data("")));
      }
      if (++beat % 40 == 0) {
        streams
            .values()
            .forEach(
                list ->
                    list.forEach(stream -> send(list, stream, SseEmitter.event().comment("beat"))));
      }
    } catch (RuntimeException e) {
      log.debug("Live updates pause while the database is away", e);
    }
  }

  private static void send(
      List<SseEmitter> list, SseEmitter stream, SseEmitter.SseEventBuilder event) {
    try {
      stream.send(event);
    } catch (IOException | IllegalStateException closed) {
      list.remove(stream);
    }
  }
}
