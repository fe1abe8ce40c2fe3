package popeki.reports;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import popeki.platform.LiveUpdates;
import popeki.workspaces.Member;

/** The event stream that open pages of a workspace listen to; it says that something changed. */
@RestController
class LiveController {
  private final LiveUpdates live;

  LiveController(LiveUpdates live) {
    this.live = live;
  }

  /** Proxies are asked not to gather what should arrive at once. */
  @GetMapping(value = "/w/{workspace}/live", produces = "text/event-stream")
  ResponseEntity<SseEmitter> open(Member member) {
    return ResponseEntity.ok()
        .header("Cache-Control", "no-store")
        .header("X-Accel-Buffering", "no")
        .body(live.open(member.workspaceId()));
  }
}
