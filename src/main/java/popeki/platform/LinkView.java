package popeki.platform;

/** A text and where it leads. */
public record LinkView(String text, String href) {}
