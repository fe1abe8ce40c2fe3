package popeki.ads;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;

/**
 * Draws a stranger's picture anew: what leaves here was made here, small, without anything that was
 * hidden in the file. What is no JPEG, PNG or GIF, or larger than a picture of an ad can be, is
 * none.
 */
final class PictureRules {
  /** The longest answer that is read. */
  static final int MOST_BYTES = 1 << 20;

  static final String TYPE = "image/jpeg";

  private static final int LONGEST_SIDE = 320;
  private static final int MOST_SIDE = 4_096;
  private static final long MOST_PIXELS = 12_000_000;
  private static final int MOST_KEPT = 64 << 10;
  private static final java.util.Set<String> FORMATS = java.util.Set.of("jpeg", "png", "gif");

  private PictureRules() {}

  /** The picture as it is kept, a JPEG of at most 320 pixels a side; empty when it is none. */
  static Optional<byte[]> drawnAnew(byte[] bytes) {
    try (ImageInputStream stream =
        ImageIO.createImageInputStream(new ByteArrayInputStream(bytes))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
      if (!readers.hasNext()) {
        return Optional.empty();
      }
      ImageReader reader = readers.next();
      try {
        if (!FORMATS.contains(reader.getFormatName().toLowerCase(java.util.Locale.ROOT))) {
          return Optional.empty();
        }
        reader.setInput(stream, true, true);
        return fits(reader) ? kept(reader.read(0)) : Optional.empty();
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException broken) {
      // a decoder that stumbles over a stranger's bytes says so in many ways
      return Optional.empty();
    }
  }

  /** Looked at before a pixel is decoded: a small file may say that it is huge. */
  private static boolean fits(ImageReader reader) throws IOException {
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    return width > 0
        && height > 0
        && width <= MOST_SIDE
        && height <= MOST_SIDE
        && (long) width * height <= MOST_PIXELS;
  }

  private static Optional<byte[]> kept(BufferedImage image) throws IOException {
    double shrink =
        Math.min(1, (double) LONGEST_SIDE / Math.max(image.getWidth(), image.getHeight()));
    int width = Math.max(1, (int) Math.round(image.getWidth() * shrink));
    int height = Math.max(1, (int) Math.round(image.getHeight() * shrink));
    var drawn = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = drawn.createGraphics();
    pen.setColor(Color.WHITE);
    pen.fillRect(0, 0, width, height);
    pen.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    pen.drawImage(image, 0, 0, width, height, null);
    pen.dispose();
    byte[] jpeg = jpeg(drawn);
    return jpeg.length <= MOST_KEPT ? Optional.of(jpeg) : Optional.empty();
  }

  private static byte[] jpeg(BufferedImage image) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    var out = new ByteArrayOutputStream();
    try (var stream = ImageIO.createImageOutputStream(out)) {
      ImageWriteParam how = writer.getDefaultWriteParam();
      how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      how.setCompressionQuality(0.82f);
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), how);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }
}
