package popeki.sandbox;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;

/**
 * A QR code as the path of an SVG.
 *
 * @param size modules on a side, margin included
 * @param path a square for each dark module
 */
public record QrPicture(int size, String path) {
  /** The code of an address. */
  public static QrPicture of(String address) {
    try {
      BitMatrix bits = new QRCodeWriter().encode(address, BarcodeFormat.QR_CODE, 0, 0);
      var path = new StringBuilder();
      for (int y = 0; y < bits.getHeight(); y++) {
        for (int x = 0; x < bits.getWidth(); x++) {
          if (bits.get(x, y)) {
            path.append('M').append(x).append(' ').append(y).append("h1v1h-1z");
          }
        }
      }
      return new QrPicture(bits.getWidth(), path.toString());
    } catch (WriterException e) {
      throw new IllegalArgumentException("The address is too long for a QR code", e);
    }
  }
}
