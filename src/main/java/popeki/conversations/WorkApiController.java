package popeki.conversations;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import popeki.kernel.ConversationId;
import popeki.platform.ApiCaller;
import popeki.platform.ApiProblem;
import popeki.platform.Page;

/** Tags and notes over the API. */
@RestController
@RequestMapping("/api/v1/conversations/{id}")
class WorkApiController {
  private final ConversationWork work;
  private final ConversationQuery query;

  WorkApiController(ConversationWork work, ConversationQuery query) {
    this.work = work;
    this.query = query;
  }

  /** A note on the wire; {@code author} is a colleague's name, or that of an API key. */
  record NoteJson(
      UUID id,
      @Schema(description = "The name of the colleague or of the API key; null of a former one.")
          @Nullable String author,
      String text,
      Instant writtenAt,
      @Nullable Instant editedAt) {
    static NoteJson of(ConversationWork.Written note) {
      return new NoteJson(
          note.note().id(),
          note.author(),
          note.note().text(),
          note.note().writtenAt(),
          note.note().editedAt());
    }
  }

  record NoteRequest(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, minLength = 1, maxLength = 4000)
          @Nullable String text) {}

  record TagsRequest(
      @ArraySchema(
              arraySchema =
                  @Schema(
                      requiredMode = Schema.RequiredMode.REQUIRED,
                      description = "All of them; what is left out is taken off."),
              schema = @Schema(minLength = 1, maxLength = 30),
              maxItems = 10)
          @Nullable List<@Nullable String> tags) {}

  @Operation(
      operationId = "listNotes",
      summary = "List the notes of a conversation",
      description = "What colleagues and systems wrote about it, oldest first; all at once.")
  @GetMapping("/notes")
  Page<NoteJson> notes(ApiCaller caller, @PathVariable UUID id) {
    List<NoteJson> notes =
        work.notes(caller.workspace(), new ConversationId(id)).stream().map(NoteJson::of).toList();
    return new Page<>(notes, null);
  }

  @Operation(
      operationId = "addNote",
      summary = "Write a note",
      description =
          "For colleagues, never for the person. It is kept as the messages are, and goes with them when the person is erased.")
  @PostMapping("/notes")
  @ResponseStatus(HttpStatus.CREATED)
  NoteJson write(ApiCaller caller, @PathVariable UUID id, @RequestBody NoteRequest request) {
    return NoteJson.of(
        work.write(
            WorkAuthor.of(caller),
            new ConversationId(id),
            request.text() == null ? "" : request.text()));
  }

  @Operation(
      operationId = "setTags",
      summary = "Set the tags of a conversation",
      description =
          "Puts on what is missing and takes off what is not named. Tags are kept in small letters; everybody sees them, so phone numbers and e-mail addresses are refused.")
  @PutMapping("/tags")
  ConversationJson tags(ApiCaller caller, @PathVariable UUID id, @RequestBody TagsRequest request) {
    if (request.tags() == null) {
      throw ApiProblem.invalid("tags", "must be a list, which may be empty");
    }
    var conversation = new ConversationId(id);
    work.setTags(
        WorkAuthor.of(caller),
        conversation,
        request.tags().stream().map(tag -> tag == null ? "" : tag).toList());
    return query.get(caller.workspace(), conversation);
  }
}
