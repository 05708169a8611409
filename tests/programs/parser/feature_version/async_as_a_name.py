async = await
async.await(async=1)
