package popeki.api;

import io.swagger.v3.oas.models.OpenAPI;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.stereotype.Component;

/** Puts our document in the place of the one that springdoc guesses; springdoc serves it. */
@Component
class ApiDocumentPublisher implements OpenApiCustomizer {
  private final ApiDocument document;

  ApiDocumentPublisher(ApiDocument document) {
    this.document = document;
  }

  @Override
  public void customise(OpenAPI guessed) {
    OpenAPI ours = document.get();
    guessed.setOpenapi(ours.getOpenapi());
    guessed.setInfo(ours.getInfo());
    guessed.setServers(ours.getServers());
    guessed.setSecurity(ours.getSecurity());
    guessed.setTags(ours.getTags());
    guessed.setPaths(ours.getPaths());
    guessed.setComponents(ours.getComponents());
  }
}
