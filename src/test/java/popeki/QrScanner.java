package popeki;

import boofcv.abst.fiducial.QrCodeDetector;
import boofcv.factory.fiducial.FactoryFiducial;
import boofcv.struct.image.GrayU8;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/**
 * Reads a QR code out of a picture with another library than the one that draws them (BoofCV), so
 * that a mistake common to writing and reading cannot hide.
 */
public final class QrScanner {
  private static final int PAPER = 60;

  private QrScanner() {}

  /** What the only code in the picture says. */
  public static String scan(byte[] picture) {
    return scan(image(picture));
  }

  /** The same where the code is printed without a quiet zone, on paper of this colour. */
  public static String scanOn(Color paper, byte[] picture) {
    BufferedImage code = image(picture);
    var sheet =
        new BufferedImage(
            code.getWidth() + 2 * PAPER, code.getHeight() + 2 * PAPER, BufferedImage.TYPE_INT_RGB);
    var pen = sheet.createGraphics();
    pen.setColor(paper);
    pen.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
    pen.drawImage(code, PAPER, PAPER, null);
    pen.dispose();
    return scan(sheet);
  }

  public static BufferedImage image(byte[] picture) {
    try {
      return ImageIO.read(new ByteArrayInputStream(picture));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String scan(BufferedImage image) {
    QrCodeDetector<GrayU8> detector = FactoryFiducial.qrcode(null, GrayU8.class);
    detector.process(gray(image));
    var found = detector.getDetections();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " codes could be read in the picture");
    }
    return found.getFirst().message;
  }

  private static GrayU8 gray(BufferedImage image) {
    var gray = new GrayU8(image.getWidth(), image.getHeight());
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        var color = new Color(image.getRGB(x, y));
        double luma = 0.299 * color.getRed() + 0.587 * color.getGreen() + 0.114 * color.getBlue();
        gray.set(x, y, (int) Math.round(luma));
      }
    }
    return gray;
  }
}
