import module
import package.inner

module.function()
package.inner.function()
local = module
local.function()
