import CZstd
import GRDB
