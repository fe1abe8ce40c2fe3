package popeki.conversations;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import popeki.kernel.ContactId;
import popeki.kernel.WorkspaceId;
import popeki.platform.ApiCaller;
import popeki.platform.ApiProblem;
import popeki.platform.Audit;
import popeki.platform.Cursor;
import popeki.platform.Page;
import popeki.platform.Paging;
import popeki.platform.WorkspaceTx;

/** People over the API. */
@RestController
@RequestMapping("/api/v1/contacts")
class ContactApiController {
  private final WorkspaceTx tx;
  private final ContactRepository contacts;
  private final ContactAliases aliases;
  private final Conversations conversations;
  private final Audit audit;
  private final Clock clock;

  ContactApiController(
      WorkspaceTx tx,
      ContactRepository contacts,
      ContactAliases aliases,
      Conversations conversations,
      Audit audit,
      Clock clock) {
    this.tx = tx;
    this.contacts = contacts;
    this.aliases = aliases;
    this.conversations = conversations;
    this.audit = audit;
    this.clock = clock;
  }

  /** A person on the wire. */
  record ContactView(
      UUID id,
      @Nullable String name,
      @Nullable String phone,
      @Nullable String userId,
      @Nullable String waId,
      boolean optedOut,
      List<AliasView> aliases) {}

  /** An id by which the person is known. */
  record AliasView(String type, String value) {}

  /** What may be changed. */
  record ContactChange(
      @Schema(minLength = 1, maxLength = 256) @Nullable String name, @Nullable Boolean optedOut) {}

  /** Finds people by words of the name, the end of the phone number, or the user id. */
  @Operation(
      operationId = "listContacts",
      summary = "Find people",
      description =
          "By words of the name, the end of the phone number, or the user id. Newest first.")
  @GetMapping
  Page<ContactView> search(
      ApiCaller caller,
      Paging paging,
      @Parameter(description = "Words of the name, the end of the phone number, or the user id.")
          @RequestParam(required = false)
          @Nullable String q) {
    return tx.in(
        caller.workspace(),
        () ->
            paging
                .page(
                    contacts.search(caller.workspace(), q, paging),
                    contact -> new Cursor(contact.createdAt(), contact.id().value()))
                .map(contact -> view(caller.workspace(), contact)));
  }

  @Operation(operationId = "getContact", summary = "Read a contact")
  @GetMapping("/{id}")
  ContactView get(ApiCaller caller, @PathVariable UUID id) {
    return tx.in(
        caller.workspace(),
        () -> view(caller.workspace(), find(caller.workspace(), new ContactId(id))));
  }

  /** Corrects the name, or sets the person's opt-out. */
  @Operation(
      operationId = "changeContact",
      summary = "Correct a contact",
      description =
          "Corrects the name, or sets the opt-out: after it nothing about this person is sent anywhere.")
  @PatchMapping("/{id}")
  ContactView change(ApiCaller caller, @PathVariable UUID id, @RequestBody ContactChange change) {
    var contact = new ContactId(id);
    WorkspaceId workspace = caller.workspace();
    if (change.name() != null && (change.name().isBlank() || change.name().length() > 256)) {
      throw ApiProblem.invalid("name", "must have 1 to 256 characters");
    }
    return tx.in(
        workspace,
        () -> {
          Contact now = find(workspace, contact);
          if (change.name() != null) {
            contacts.rename(workspace, now.id(), change.name());
            audit.append(
                workspace, caller.actor(), "contact.renamed", contact.toString(), Map.of());
          }
          if (change.optedOut() != null) {
            setOptOut(caller, contact, change.optedOut());
          }
          return view(workspace, find(workspace, contact));
        });
  }

  private void setOptOut(ApiCaller caller, ContactId contact, boolean optedOut) {
    if (optedOut) {
      conversations.optOut(caller.workspace(), contact, clock.instant(), "api");
    } else {
      conversations.optIn(caller.workspace(), contact);
    }
    audit.append(
        caller.workspace(),
        caller.actor(),
        optedOut ? "contact.opted_out" : "contact.opted_in",
        contact.toString(),
        Map.of());
  }

  private Contact find(WorkspaceId workspace, ContactId id) {
    return contacts.find(workspace, id).orElseThrow(() -> ApiProblem.notFound("contact"));
  }

  private ContactView view(WorkspaceId workspace, Contact contact) {
    return new ContactView(
        contact.id().value(),
        contact.displayName(),
        contact.phone() == null ? null : "+" + contact.phone(),
        contact.userId(),
        contact.waId(),
        contact.optedOut(),
        aliases.of(workspace, contact).stream()
            .map(alias -> new AliasView(alias.type().code(), alias.value()))
            .toList());
  }
}
