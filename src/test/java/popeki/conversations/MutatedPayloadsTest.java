package popeki.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.PopekiTest;
import popeki.Story;
import popeki.TestClock;
import popeki.platform.Lanes;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.json.JsonMapper;

/**
 * Signed payloads of every kind, each broken somewhere: the door takes them all, and no item of
 * them stops the work. {@code -Dpopeki.mutations=10000} makes a campaign of it.
 */
@PopekiTest
@SuppressWarnings("NullAway.Init")
class MutatedPayloadsTest {
  private static final int MUTATIONS = Integer.getInteger("popeki.mutations", 300);

  /** The samples know few people; a conversation of thousands of late messages is not the point. */
  private static final int A_NUMBER = 100;

  @Autowired Workspaces workspaces;
  @Autowired Lanes lanes;
  @Autowired TestClock clock;
  @Autowired JdbcClient jdbc;
  @LocalServerPort int port;

  @Test
  void the_door_takes_every_mutation_and_the_work_goes_on() throws IOException, URISyntaxException {
    var door = new WhatsAppDoor(port);
    String number = "";
    var samples = WhatsAppPayloadFuzzTest.samples();
    var random = new Random(20261125);
    String first = first();
    for (int round = 0; round < MUTATIONS; round++) {
      if (round % A_NUMBER == 0) {
        number = Story.quiet(port, workspaces, lanes, clock, "Clínica Aurora").phoneNumberId();
      }
      var body = samples.get(random.nextInt(samples.size())).deepCopy();
      for (int i = random.nextInt(3); i > 0; i--) {
        WhatsAppPayloadFuzzTest.mutate(body, random);
      }
      String json =
          WhatsAppPayloadFuzzTest.doubledKey(JsonMapper.shared().writeValueAsString(body), random)
              .replaceAll(
                  "\"phone_number_id\":\"[0-9]+\"", "\"phone_number_id\":\"" + number + "\"")
              .replace("wamid.", "wamid." + number + round);
      assertThat(door.post(json)).isEqualTo(200);
    }
    lanes.drainAll();
    assertThat(
            jdbc.sql(
                    """
                select reason from conversations.webhook_inbox
                where id > :first::uuid and (reason like '%failed:%' or state <> 'done')""")
                .param("first", first)
                .query(String.class)
                .list())
        .as("items that stopped the work")
        .isEmpty();
  }

  private String first() {
    return jdbc.sql(
            """
        select coalesce((select id::text from conversations.webhook_inbox order by id desc limit 1),
          '00000000-0000-0000-0000-000000000000')""")
        .query(String.class)
        .single();
  }
}
