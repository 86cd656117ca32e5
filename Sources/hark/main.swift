// The program. Everything is in Commands.

import Commands

await CommandLineTool.run()
